"""The look of a suite's page: light and dark, wide and narrow, without anything from elsewhere."""

STYLE = """
:root{color-scheme:light dark;--bg:#fff;--ink:#1b1f24;--dim:#59636e;--line:#d5dae0;--card:#f6f8fa;
--bar:#3b6fd4;--good:#1a7f4b;--bad:#b42318;--gone:#ffd9d3;--come:#cdeccf}
@media(prefers-color-scheme:dark){:root{--bg:#14171b;--ink:#e8ebee;--dim:#9aa5b1;--line:#333a42;
--card:#1c2127;--bar:#7aa2f2;--good:#4cc38a;--bad:#ff8a7a;--gone:#5c2b27;--come:#22472c}}
*{box-sizing:border-box}body{margin:0 auto;max-width:1180px;padding:24px;background:var(--bg);
color:var(--ink);font:15px/1.5 system-ui,"Segoe UI","Noto Sans","Noto Sans CJK SC",sans-serif}
h1{font-size:26px;margin:0 0 4px}h2{font-size:19px;margin:36px 0 8px}p{margin:6px 0;max-width:78ch}
.dim{color:var(--dim)}.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{padding:5px 9px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{font-weight:600;white-space:nowrap}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;
white-space:nowrap}.heat td{text-align:center;border:2px solid var(--bg);min-width:84px}
.heat td.n small{display:block;opacity:.8}.verdict{padding:10px 14px;border-radius:8px;
background:var(--card);border-left:5px solid var(--dim)}.verdict.good{border-color:var(--good)}
.verdict.bad{border-color:var(--bad)}details{border-bottom:1px solid var(--line);padding:5px 0}
summary{cursor:pointer}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--card);
padding:10px;border-radius:6px;margin:8px 0;font:13px/1.5 ui-monospace,Consolas,monospace}
del{background:var(--gone);color:inherit}ins{background:var(--come);color:inherit;
text-decoration:none;font-weight:600}svg{max-width:100%;height:auto}svg text{fill:var(--ink);
font-size:13px}svg .grid{stroke:var(--line)}svg .bar{fill:var(--bar)}svg .whisker{stroke:var(--ink);
stroke-width:1.5}svg .mid{fill:var(--bg);stroke:var(--ink);stroke-width:1.5}
"""
