<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>CommandPalette</name>
    <message>
        <source>What do you want to do?</source>
        <translation>你想做什么？</translation>
    </message>
    <message>
        <source>Search commands</source>
        <translation>搜索命令</translation>
    </message>
    <message>
        <source>Type a few letters of a command</source>
        <translation>输入命令中的几个字母</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>No command has these letters.</source>
        <translation>没有命令包含这些字母。</translation>
    </message>
</context>
<context>
    <name>ComparePage</name>
    <message>
        <source>Left version</source>
        <translation>左侧版本</translation>
    </message>
    <message>
        <source>Right version</source>
        <translation>右侧版本</translation>
    </message>
    <message>
        <source>Leave the comparison</source>
        <translation>退出对比</translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation>划像</translation>
    </message>
    <message>
        <source>Drag a divider across both</source>
        <translation>拖动分隔线对比两者</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>并排</translation>
    </message>
    <message>
        <source>Show both beside each other</source>
        <translation>将两者并排显示</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Show how much each pixel differs, four times as strong</source>
        <translation>显示每个像素的差异，放大四倍</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>原图</translation>
    </message>
    <message>
        <source>Version {n}</source>
        <translation>版本 {n}</translation>
    </message>
</context>
<context>
    <name>CompareView</name>
    <message>
        <source>Comparison of two versions</source>
        <translation>两个版本的对比</translation>
    </message>
    <message>
        <source>Drag the divider; the arrow keys move it too. Esc leaves.</source>
        <translation>拖动分隔线；也可用方向键移动。按 Esc 退出。</translation>
    </message>
</context>
<context>
    <name>ConnectionChip</name>
    <message>
        <source>Worker: {state}. Click for details.</source>
        <translation>工作进程：{state}。点击查看详情。</translation>
    </message>
    <message>
        <source>Worker: {state}</source>
        <translation>工作进程：{state}</translation>
    </message>
</context>
<context>
    <name>ConnectionPopover</name>
    <message>
        <source>Engine process</source>
        <translation>引擎进程</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>数据目录</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>重启次数</translation>
    </message>
    <message>
        <source>Restart engine</source>
        <translation>重启引擎</translation>
    </message>
    <message>
        <source>Ends the worker and starts it again; its jobs go on by themselves</source>
        <translation>结束工作进程并重新启动；任务会自动继续</translation>
    </message>
    <message>
        <source>Open log</source>
        <translation>打开日志</translation>
    </message>
    <message>
        <source>Show what happened so far</source>
        <translation>显示到目前为止发生的事情</translation>
    </message>
</context>
<context>
    <name>Desktop</name>
    <message>
        <source>Vitrine ended unexpectedly last time. The report is in {path}.</source>
        <translation>Vitrine 上次意外结束。报告在 {path}。</translation>
    </message>
</context>
<context>
    <name>Dock</name>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Jobs and log</source>
        <translation>任务与日志</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>DocumentPage</name>
    <message>
        <source>Select a drag, a pin or a camera path to see what belongs to it.</source>
        <translation>选择一条拖动、一个图钉或一条镜头路径，查看它的属性。</translation>
    </message>
    <message>
        <source>Timing</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>帧数</translation>
    </message>
    <message>
        <source>Number of frames of the video, 8 to 120</source>
        <translation>视频的帧数，8 到 120</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>帧率</translation>
    </message>
    <message>
        <source>frames/s</source>
        <translation>帧/秒</translation>
    </message>
    <message>
        <source>Playback rate in frames per second</source>
        <translation>播放速率，单位为帧每秒</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Length of the video: the number of frames follows from it</source>
        <translation>视频长度：帧数由它得出</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>PNG sequence</source>
        <translation>PNG 序列</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>File format of the result</source>
        <translation>结果的文件格式</translation>
    </message>
    <message>
        <source>Even number of pixels; the lowest value follows the picture</source>
        <translation>像素数为偶数；最小值表示与图片一致</translation>
    </message>
    <message>
        <source>Auto · {size} px</source>
        <translation>自动 · {size} px</translation>
    </message>
</context>
<context>
    <name>DragErrorBars</name>
    <message>
        <source>Drag {number}: {error} px</source>
        <translation>拖动 {number}：{error} px</translation>
    </message>
    <message>
        <source>Drag {number}: not measurable</source>
        <translation>拖动 {number}：无法测量</translation>
    </message>
    <message>
        <source>Mean distance between the asked path and the path measured in the video</source>
        <translation>要求的路径与视频中测得路径之间的平均距离</translation>
    </message>
</context>
<context>
    <name>EasingGraph</name>
    <message>
        <source>Easing curve</source>
        <translation>缓动曲线</translation>
    </message>
    <message>
        <source>Drag a handle, or choose one with Tab or a click and use the arrow keys</source>
        <translation>拖动控制点，或用 Tab 键或点击选中后按方向键</translation>
    </message>
    <message>
        <source>time →</source>
        <translation>时间 →</translation>
    </message>
    <message>
        <source>↑ path</source>
        <translation>↑ 路程</translation>
    </message>
</context>
<context>
    <name>Editor</name>
    <message>
        <source>Picture with its drags</source>
        <translation>图片及其拖动</translation>
    </message>
</context>
<context>
    <name>EmptyPage</name>
    <message>
        <source>Make a photograph move</source>
        <translation>让照片动起来</translation>
    </message>
    <message>
        <source>Open a picture, drag what should move, and watch it move while you drag.</source>
        <translation>打开一张图片，拖动想要移动的部分，边拖边看它运动。</translation>
    </message>
    <message>
        <source>Open a picture…</source>
        <translation>打开图片…</translation>
    </message>
    <message>
        <source>Open a picture or a project  (Ctrl+O); you can drop one here too</source>
        <translation>打开图片或项目（Ctrl+O）；也可以拖放到这里</translation>
    </message>
    <message>
        <source>or try the sample</source>
        <translation>或试试示例</translation>
    </message>
    <message>
        <source>Open a sample picture with drags on it</source>
        <translation>打开带有拖动的示例图片</translation>
    </message>
    <message>
        <source>Unsaved work of an earlier session was found.</source>
        <translation>发现上次会话中未保存的工作。</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Open the unsaved work</source>
        <translation>打开未保存的工作</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Delete the unsaved work</source>
        <translation>删除未保存的工作</translation>
    </message>
</context>
<context>
    <name>EmptyWorkspace</name>
    <message>
        <source>Here you will drag points of a picture and watch it become a video.</source>
        <translation>在这里，你将拖动图片上的点，看它变成视频。</translation>
    </message>
    <message>
        <source>Here you will watch EEG signals live, record them, and see which picture a decoder reads from them.</source>
        <translation>在这里，你将实时观看并记录脑电信号，并看到解码器从中读出的图像。</translation>
    </message>
    <message>
        <source>Here you will choose the demonstrations that a language model learns from in its prompt, and see what each one changes.</source>
        <translation>在这里，你将选择语言模型在提示中学习的示例，并看到每个示例带来的变化。</translation>
    </message>
    <message>
        <source>Here you will attack a prompt word by word, measure how far its accuracy falls, and harden it.</source>
        <translation>在这里，你将逐词攻击提示，测量准确率下降多少，并加固它。</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>A worker with process id {pid} already serves {home}.</source>
        <translation>进程号为 {pid} 的工作进程已在使用 {home}。</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message>
        <source>Job {job_id} exists already with a different request. Submit it under a new id.</source>
        <translation>任务 {job_id} 已存在且请求不同。请用新的编号提交。</translation>
    </message>
    <message>
        <source>No LSL stream {query} was found within {seconds} s. Start its program, or see what there is: vitrine-worker eeg list</source>
        <translation>{seconds} 秒内未找到 LSL 流 {query}。请启动发送它的程序，或查看现有的流：vitrine-worker eeg list</translation>
    </message>
    <message>
        <source>No answer from the worker within {seconds} s.</source>
        <translation>工作进程在 {seconds} 秒内没有回应。</translation>
    </message>
    <message>
        <source>No model of the kind {kind} is installed. Add one: vitrine-worker models add NAME --kind {kind} --path FOLDER</source>
        <translation>尚未安装类型为 {kind} 的模型。请添加一个：vitrine-worker models add NAME --kind {kind} --path FOLDER</translation>
    </message>
    <message>
        <source>No worker answers at {endpoint}. Start one with: vitrine-worker serve</source>
        <translation>{endpoint} 没有工作进程回应。请用此命令启动：vitrine-worker serve</translation>
    </message>
    <message>
        <source>Out of memory on {device}. Use a smaller size or fewer frames.</source>
        <translation>{device} 内存不足。请使用更小的尺寸或更少的帧。</translation>
    </message>
    <message>
        <source>The LSL stream {name} carries texts, not samples. Choose a stream of type EEG.</source>
        <translation>LSL 流 {name} 传送的是文本而不是采样。请选择类型为 EEG 的流。</translation>
    </message>
    <message>
        <source>The board {board} cannot be used: {reason}. Check that it is switched on and that its port or address is right.</source>
        <translation>无法使用设备 {board}：{reason}。请检查它是否已开机，以及端口或地址是否正确。</translation>
    </message>
    <message>
        <source>The disk that holds {path} is full. Free some space and try again.</source>
        <translation>{path} 所在的磁盘已满。请释放空间后重试。</translation>
    </message>
    <message>
        <source>The disk that holds {path} is full. Free some space; the job goes on by itself.</source>
        <translation>{path} 所在的磁盘已满。请释放空间；任务会自动继续。</translation>
    </message>
    <message>
        <source>The engine made no step for {seconds} s and was restarted.</source>
        <translation>引擎 {seconds} 秒没有进展，已重新启动。</translation>
    </message>
    <message>
        <source>The engine stopped while it ran this job ({reason}).</source>
        <translation>引擎在运行此任务时停止（{reason}）。</translation>
    </message>
    <message>
        <source>The engine stopped {attempts} times while it ran this job, so it was set aside. {reason}</source>
        <translation>引擎在运行此任务时停止了 {attempts} 次，因此任务被搁置。{reason}</translation>
    </message>
    <message>
        <source>The message could not be read: {reason}.</source>
        <translation>无法读取消息：{reason}。</translation>
    </message>
    <message>
        <source>The model {model} cannot be used: {reason}. {fix}</source>
        <translation>模型 {model} 无法使用：{reason}。{fix}</translation>
    </message>
    <message>
        <source>The model {model} is not installed. {fix}</source>
        <translation>模型 {model} 未安装。{fix}</translation>
    </message>
    <message>
        <source>The package {package} is not installed here. Run: python3 installer repair</source>
        <translation>此处未安装软件包 {package}。请运行：python3 installer repair</translation>
    </message>
    <message>
        <source>The task failed unexpectedly: {reason}. The log has the details.</source>
        <translation>任务意外失败：{reason}。详情见日志。</translation>
    </message>
    <message>
        <source>The worker at {endpoint} does not answer, or does not accept this computer&apos;s key. Add the key to the allowed ones there.</source>
        <translation>{endpoint} 的工作进程没有回应，或不接受这台计算机的密钥。请在那里把密钥加入允许列表。</translation>
    </message>
    <message>
        <source>The worker could not start: {reason}</source>
        <translation>工作进程无法启动：{reason}</translation>
    </message>
    <message>
        <source>The worker speaks protocol {theirs} and this program {ours}. Update the older of the two.</source>
        <translation>工作进程使用协议 {theirs}，本程序使用 {ours}。请更新较旧的一方。</translation>
    </message>
    <message>
        <source>There are several models of the kind {kind}: {models}. Choose one of them.</source>
        <translation>有多个类型为 {kind} 的模型：{models}。请选择其中一个。</translation>
    </message>
    <message>
        <source>There are {count} LSL streams {query} ({ids}). Choose one by its source id.</source>
        <translation>共有 {count} 个 LSL 流 {query}（{ids}）。请用 source id 选择其中一个。</translation>
    </message>
    <message>
        <source>This worker does not know {what}. Update it or use a known name.</source>
        <translation>此工作进程不认识 {what}。请更新它或使用已知的名称。</translation>
    </message>
    <message>
        <source>{field}: {value} is not allowed: {limit}.</source>
        <translation>{field}：不允许 {value}：{limit}。</translation>
    </message>
    <message>
        <source>{file} cannot be read as a Vitrine project: {reason}. Open another copy of it.</source>
        <translation>{file} 无法作为 Vitrine 项目读取：{reason}。请打开另一份副本。</translation>
    </message>
    <message>
        <source>{file} cannot be read as a picture: {reason}. Use a PNG, JPEG, WebP, BMP or TIFF file.</source>
        <translation>{file} 无法作为图片读取：{reason}。请使用 PNG、JPEG、WebP、BMP 或 TIFF 文件。</translation>
    </message>
    <message>
        <source>{file} cannot be read as a recording: {reason}. Use one of these formats: {formats}.</source>
        <translation>无法将 {file} 读作记录：{reason}。请使用以下格式之一：{formats}。</translation>
    </message>
    <message>
        <source>{file} cannot be read as tracks or as flow: {reason}. Export it again.</source>
        <translation>无法将 {file} 读取为轨迹或光流：{reason}。请重新导出。</translation>
    </message>
    <message>
        <source>{file} does not exist. Check the path.</source>
        <translation>{file} 不存在。请检查路径。</translation>
    </message>
    <message>
        <source>{file} exists already and is not overwritten. Choose another name.</source>
        <translation>{file} 已存在，不会被覆盖。请换一个名称。</translation>
    </message>
    <message>
        <source>{file} has {size}, more than the limit of {limit}. Use a smaller copy.</source>
        <translation>{file} 为 {size}，超过上限 {limit}。请使用更小的副本。</translation>
    </message>
    <message>
        <source>{file} has {size}; the shorter side must have at least {limit} px. Use a larger picture.</source>
        <translation>{file} 为 {size}；短边至少需要 {limit} px。请使用更大的图片。</translation>
    </message>
    <message>
        <source>{file} is not valid JSON: {reason}. Correct the file and try again.</source>
        <translation>{file} 不是有效的 JSON：{reason}。请更正文件后重试。</translation>
    </message>
    <message>
        <source>{file} was saved by a newer version (format {theirs}; this one reads up to {ours}). Update Vitrine.</source>
        <translation>{file} 由更新的版本保存（格式 {theirs}；本版本最高读取 {ours}）。请更新 Vitrine。</translation>
    </message>
    <message>
        <source>{model} needs about {need_gb} GB of memory and this computer has {have_gb} GB. Use a smaller model, or a worker on a larger computer.</source>
        <translation>{model} 大约需要 {need_gb} GB 内存，而这台计算机只有 {have_gb} GB。请使用更小的模型，或在更大的计算机上运行工作进程。</translation>
    </message>
    <message>
        <source>{path} cannot be written (read-only). Make it writable and try again.</source>
        <translation>{path} 无法写入（只读）。请改为可写后重试。</translation>
    </message>
    <message>
        <source>{path} cannot be written (read-only). Make it writable; the job goes on by itself.</source>
        <translation>{path} 无法写入（只读）。请改为可写；任务会自动继续。</translation>
    </message>
    <message>
        <source>{reason}</source>
        <translation>{reason}</translation>
    </message>
    <message>
        <source>{what} {value} is not known.</source>
        <translation>未知的{what}：{value}。</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>What is exported</source>
        <translation>导出内容</translation>
    </message>
    <message>
        <source>Which masked layer is exported</source>
        <translation>导出哪个带蒙版的图层</translation>
    </message>
    <message>
        <source>Progress of the export</source>
        <translation>导出进度</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Choose where to, and export</source>
        <translation>选择位置并导出</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop exporting; nothing is left behind</source>
        <translation>停止导出；不会留下任何文件</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close this window</source>
        <translation>关闭此窗口</translation>
    </message>
    <message>
        <source>The preview, as the drags are now</source>
        <translation>预览（当前的拖动）</translation>
    </message>
    <message>
        <source>Version {n}</source>
        <translation>版本 {n}</translation>
    </message>
    <message>
        <source>Frames of</source>
        <translation>帧来自</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>图层</translation>
    </message>
</context>
<context>
    <name>FilePrompts</name>
    <message>
        <source>Save the changes to {name}?</source>
        <translation>保存对 {name} 的更改？</translation>
    </message>
    <message>
        <source>Without saving they are lost.</source>
        <translation>不保存则会丢失。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Don&apos;t save</source>
        <translation>不保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Pictures, projects, videos, tracks ({patterns})</source>
        <translation>图片、项目、视频、轨迹 ({patterns})</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Vitrine projects ({pattern})</source>
        <translation>Vitrine 项目 ({pattern})</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>另存为</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
</context>
<context>
    <name>JobActions</name>
    <message>
        <source>The result folder {path} is not on this computer.</source>
        <translation>结果目录 {path} 不在这台计算机上。</translation>
    </message>
    <message>
        <source>{job} is done.</source>
        <translation>{job} 已完成。</translation>
    </message>
    <message>
        <source>Open result</source>
        <translation>打开结果</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>重新运行</translation>
    </message>
    <message>
        <source>Cancel job</source>
        <translation>取消任务</translation>
    </message>
    <message>
        <source>Copy job id</source>
        <translation>复制任务编号</translation>
    </message>
</context>
<context>
    <name>JobsBar</name>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n 个运行中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n 个等待中</numerusform>
        </translation>
    </message>
    <message>
        <source>none running</source>
        <translation>没有运行中的任务</translation>
    </message>
    <message>
        <source>Jobs: {summary}</source>
        <translation>任务：{summary}</translation>
    </message>
    <message>
        <source>Close the list of jobs</source>
        <translation>关闭任务列表</translation>
    </message>
    <message>
        <source>Open the list of jobs</source>
        <translation>打开任务列表</translation>
    </message>
    <message>
        <source>Progress of {job}</source>
        <translation>{job} 的进度</translation>
    </message>
</context>
<context>
    <name>JobsPanel</name>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>No jobs yet. What you render appears here, and stays after a restart.</source>
        <translation>还没有任务。渲染的内容会出现在这里，重启后仍会保留。</translation>
    </message>
</context>
<context>
    <name>JobsTableModel</name>
    <message>
        <source>Job</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>操作</translation>
    </message>
</context>
<context>
    <name>KeySection</name>
    <message>
        <source>Key</source>
        <translation>关键点</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Rotation</source>
        <translation>旋转</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>缩放</translation>
    </message>
    <message numerus="yes">
        <source>%n things are selected: drag or nudge moves them all.</source>
        <translation>
            <numerusform>已选择 %n 项：拖动或微移会一起移动。</numerusform>
        </translation>
    </message>
    <message>
        <source>Click a key to place, turn or scale it.</source>
        <translation>点击关键点以移动、旋转或缩放。</translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
</context>
<context>
    <name>LayerPage</name>
    <message>
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Layer name</source>
        <translation>图层名称</translation>
    </message>
    <message>
        <source>Name of the layer</source>
        <translation>图层的名称</translation>
    </message>
    <message>
        <source>An object follows its path, pins stay, a camera path moves the rest</source>
        <translation>物体沿路径移动，图钉保持不动，镜头路径移动其余部分</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>保持</translation>
    </message>
    <message>
        <source>Between keys</source>
        <translation>关键点之间</translation>
    </message>
    <message>
        <source>How the path goes between keys</source>
        <translation>路径在关键点之间的走法</translation>
    </message>
    <message>
        <source>Visible</source>
        <translation>可见</translation>
    </message>
    <message>
        <source>A hidden layer takes no part in the render</source>
        <translation>隐藏的图层不参与渲染</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>A locked layer cannot be changed on the canvas</source>
        <translation>锁定的图层不能在画布上修改</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>顺序</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前移</translation>
    </message>
    <message>
        <source>Move the layer forward</source>
        <translation>将图层前移</translation>
    </message>
    <message>
        <source>Backward</source>
        <translation>后移</translation>
    </message>
    <message>
        <source>Move the layer backward</source>
        <translation>将图层后移</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the layer</source>
        <translation>复制图层</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete the layer</source>
        <translation>删除图层</translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Which lines are shown</source>
        <translation>显示哪些行</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>What happened so far; the newest line is last</source>
        <translation>到目前为止发生的事情；最新的在最后</translation>
    </message>
    <message>
        <source>Open the log file</source>
        <translation>打开日志文件</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>{name} is not a file that this workspace opens.</source>
        <translation>{name} 不是此工作区能打开的文件。</translation>
    </message>
</context>
<context>
    <name>MaskSection</name>
    <message>
        <source>Mask</source>
        <translation>蒙版</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>画笔大小</translation>
    </message>
    <message>
        <source>Radius of brush and eraser; Alt and the wheel change it too</source>
        <translation>画笔和橡皮的半径；Alt 加滚轮也可调整</translation>
    </message>
    <message>
        <source>Feather</source>
        <translation>羽化</translation>
    </message>
    <message>
        <source>Width of the mask&apos;s soft edge, half of it on each side</source>
        <translation>蒙版柔和边缘的宽度，内外各占一半</translation>
    </message>
    <message>
        <source>Grow, shrink by</source>
        <translation>扩缩距离</translation>
    </message>
    <message>
        <source>By how much the buttons below move the mask&apos;s edge</source>
        <translation>下方按钮把蒙版边缘移动多远</translation>
    </message>
    <message>
        <source>Grow</source>
        <translation>扩大</translation>
    </message>
    <message>
        <source>Make the mask larger</source>
        <translation>扩大蒙版</translation>
    </message>
    <message>
        <source>Shrink</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Make the mask smaller</source>
        <translation>缩小蒙版</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Round off the mask&apos;s edge</source>
        <translation>使蒙版边缘圆滑</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Remove the mask</source>
        <translation>移除蒙版</translation>
    </message>
    <message>
        <source>Only the masked region moves with this drag.</source>
        <translation>只有蒙版内的区域随此拖动移动。</translation>
    </message>
    <message>
        <source>Click the object (W), draw around it (L, G) or paint it (B); without a mask the motion is soft.</source>
        <translation>点选物体 (W)、圈出 (L、G) 或用画笔涂出 (B)；没有蒙版时运动会柔和地带动周围。</translation>
    </message>
</context>
<context>
    <name>MethodSection</name>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Backend</source>
        <translation>后端</translation>
    </message>
    <message>
        <source>How the frames are made</source>
        <translation>帧的生成方式</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Which of the installed models is used</source>
        <translation>使用哪个已安装的模型</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Sampling steps; the lowest value is the backend&apos;s own</source>
        <translation>采样步数；最小值表示使用后端的默认值</translation>
    </message>
    <message>
        <source>Text guidance</source>
        <translation>文本引导</translation>
    </message>
    <message>
        <source>How strongly the prompt rules; 1 is neutral</source>
        <translation>提示词的影响强度；1 为中性</translation>
    </message>
    <message>
        <source>Drag guidance</source>
        <translation>拖动引导</translation>
    </message>
    <message>
        <source>How strongly the drags rule; 1 is neutral</source>
        <translation>拖动的影响强度；1 为中性</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>The same seed and drags give the same video</source>
        <translation>相同的种子和拖动得到相同的视频</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>Draw another seed</source>
        <translation>随机换一个种子</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Auto · {value}</source>
        <translation>自动 · {value}</translation>
    </message>
</context>
<context>
    <name>Motion</name>
    <message>
        <source>Select and move</source>
        <translation>选择与移动</translation>
    </message>
    <message>
        <source>Drag an object</source>
        <translation>拖动物体</translation>
    </message>
    <message>
        <source>Pin what should stay</source>
        <translation>固定不动的部分</translation>
    </message>
    <message>
        <source>Select an object by a click or a box</source>
        <translation>点击或框选物体</translation>
    </message>
    <message>
        <source>Draw around what moves (lasso)</source>
        <translation>圈出要移动的部分（套索）</translation>
    </message>
    <message>
        <source>Click around what moves (polygon)</source>
        <translation>逐点圈出要移动的部分（多边形）</translation>
    </message>
    <message>
        <source>Paint the mask</source>
        <translation>绘制蒙版</translation>
    </message>
    <message>
        <source>Erase the mask</source>
        <translation>擦除蒙版</translation>
    </message>
    <message>
        <source>Drag the camera</source>
        <translation>拖动镜头</translation>
    </message>
    <message>
        <source>Fit the picture</source>
        <translation>适应窗口</translation>
    </message>
    <message>
        <source>Add a camera move</source>
        <translation>添加镜头运动</translation>
    </message>
    <message>
        <source>Snap; Ctrl suspends it</source>
        <translation>吸附；按住 Ctrl 暂停</translation>
    </message>
    <message>
        <source>Onion skin: frames before and after</source>
        <translation>洋葱皮：前后的帧</translation>
    </message>
    <message>
        <source>Camera: {move}</source>
        <translation>镜头：{move}</translation>
    </message>
    <message>
        <source>Open a picture or project…</source>
        <translation>打开图片或项目…</translation>
    </message>
    <message>
        <source>Open the sample</source>
        <translation>打开示例</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Render the video</source>
        <translation>渲染视频</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>播放或暂停</translation>
    </message>
    <message>
        <source>Show at 100 %</source>
        <translation>以 100 % 显示</translation>
    </message>
    <message>
        <source>Show the original</source>
        <translation>显示原图</translation>
    </message>
    <message>
        <source>Show the preview</source>
        <translation>显示预览</translation>
    </message>
    <message>
        <source>Go to the first frame</source>
        <translation>回到第一帧</translation>
    </message>
    <message>
        <source>Next frame</source>
        <translation>下一帧</translation>
    </message>
    <message>
        <source>Previous frame</source>
        <translation>上一帧</translation>
    </message>
    <message>
        <source>Show the result</source>
        <translation>显示结果</translation>
    </message>
    <message>
        <source>Delete the selected key or layer</source>
        <translation>删除所选关键点或图层</translation>
    </message>
    <message>
        <source>Duplicate the key or layer</source>
        <translation>复制关键点或图层</translation>
    </message>
    <message>
        <source>Pin the background</source>
        <translation>固定背景</translation>
    </message>
    <message>
        <source>Larger brush</source>
        <translation>增大画笔</translation>
    </message>
    <message>
        <source>Smaller brush</source>
        <translation>减小画笔</translation>
    </message>
    <message>
        <source>Show or hide the inspector</source>
        <translation>显示或隐藏检查器</translation>
    </message>
    <message>
        <source>Show or hide the timeline</source>
        <translation>显示或隐藏时间线</translation>
    </message>
    <message>
        <source>Drag {number}</source>
        <translation>拖动 {number}</translation>
    </message>
    <message>
        <source>Pins {number}</source>
        <translation>图钉 {number}</translation>
    </message>
    <message>
        <source>Camera {number}</source>
        <translation>镜头 {number}</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>物体</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>图钉</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>镜头</translation>
    </message>
    <message>
        <source>Step {done} of {total}</source>
        <translation>第 {done} 步，共 {total} 步</translation>
    </message>
    <message>
        <source>Estimate</source>
        <translation>估计画面</translation>
    </message>
    <message>
        <source>estimate</source>
        <translation>估计</translation>
    </message>
    <message>
        <source>Draw drag</source>
        <translation>绘制拖动</translation>
    </message>
    <message>
        <source>Draw camera path</source>
        <translation>绘制镜头路径</translation>
    </message>
    <message>
        <source>Move layer</source>
        <translation>移动图层</translation>
    </message>
    <message>
        <source>Move key</source>
        <translation>移动关键点</translation>
    </message>
    <message>
        <source>Insert key</source>
        <translation>插入关键点</translation>
    </message>
    <message>
        <source>Delete key</source>
        <translation>删除关键点</translation>
    </message>
    <message>
        <source>Delete layer</source>
        <translation>删除图层</translation>
    </message>
    <message>
        <source>Duplicate layer</source>
        <translation>复制图层</translation>
    </message>
    <message>
        <source>Add pin</source>
        <translation>添加图钉</translation>
    </message>
    <message>
        <source>Remove pin</source>
        <translation>移除图钉</translation>
    </message>
    <message>
        <source>Paint mask</source>
        <translation>绘制蒙版</translation>
    </message>
    <message>
        <source>Erase mask</source>
        <translation>擦除蒙版</translation>
    </message>
    <message>
        <source>Clear mask</source>
        <translation>清除蒙版</translation>
    </message>
    <message>
        <source>Grow mask</source>
        <translation>扩大蒙版</translation>
    </message>
    <message>
        <source>Shrink mask</source>
        <translation>缩小蒙版</translation>
    </message>
    <message>
        <source>Smooth mask</source>
        <translation>平滑蒙版</translation>
    </message>
    <message>
        <source>Pin background</source>
        <translation>固定背景</translation>
    </message>
    <message>
        <source>There is no background to pin: drag an object, or paint its mask, first.</source>
        <translation>没有可固定的背景：请先拖动一个物体，或绘制它的蒙版。</translation>
    </message>
    <message>
        <source>Move selection</source>
        <translation>移动所选</translation>
    </message>
    <message>
        <source>Delete selection</source>
        <translation>删除所选</translation>
    </message>
    <message>
        <source>Select region</source>
        <translation>选择区域</translation>
    </message>
    <message>
        <source>Copy key</source>
        <translation>复制关键点</translation>
    </message>
    <message>
        <source>Add camera move</source>
        <translation>添加镜头运动</translation>
    </message>
    <message>
        <source>Change easing</source>
        <translation>更改缓动</translation>
    </message>
    <message>
        <source>Change feather</source>
        <translation>更改羽化</translation>
    </message>
    <message>
        <source>Change parallax</source>
        <translation>更改视差</translation>
    </message>
    <message>
        <source>Nothing was found there: click inside an object or draw a box around it.</source>
        <translation>那里没有找到物体：请点击物体内部，或在其周围画一个框。</translation>
    </message>
    <message>
        <source>Import tracks</source>
        <translation>导入轨迹</translation>
    </message>
    <message>
        <source>Import drags</source>
        <translation>导入拖动</translation>
    </message>
    <message>
        <source>Use settings of a result</source>
        <translation>使用某个结果的设置</translation>
    </message>
    <message>
        <source>Nudge</source>
        <translation>微调</translation>
    </message>
    <message>
        <source>Change layer</source>
        <translation>修改图层</translation>
    </message>
    <message>
        <source>Change settings</source>
        <translation>修改设置</translation>
    </message>
    <message>
        <source>Change order</source>
        <translation>修改顺序</translation>
    </message>
    <message>
        <source>Move key in time</source>
        <translation>在时间上移动关键点</translation>
    </message>
    <message>
        <source>Select an object&apos;s layer first, then paint what moves with it.</source>
        <translation>先选择一个物体图层，再涂出随它移动的部分。</translation>
    </message>
    <message>
        <source>Moves the picture&apos;s own pixels; exact, instant, no model.</source>
        <translation>直接移动图片自身的像素；精确、即时、无需模型。</translation>
    </message>
    <message>
        <source>Small video diffusion on top of the warp, from text, picture and drags; ships here.</source>
        <translation>在变形之上的小型视频扩散模型，由文本、图片和拖动控制；随软件附带。</translation>
    </message>
    <message>
        <source>The released DragNUWA 1.5 on Stable Video Diffusion; takes no text.</source>
        <translation>已发布的 DragNUWA 1.5，基于 Stable Video Diffusion；不接受文本。</translation>
    </message>
    <message>
        <source>Dual-clock denoising on any image-to-video model of diffusers.</source>
        <translation>在 diffusers 的任意图生视频模型上进行双时钟去噪。</translation>
    </message>
    <message>
        <source>Wan image-to-video whose condition latents are moved along the drags.</source>
        <translation>Wan 图生视频，其条件潜变量沿拖动移动。</translation>
    </message>
    <message>
        <source>Wan image-to-video with the tracks splatted into its condition latents.</source>
        <translation>Wan 图生视频，轨迹被写入其条件潜变量。</translation>
    </message>
    <message>
        <source>Not known yet: the worker has not said which models it has.</source>
        <translation>尚不清楚：工作进程还没有报告它有哪些模型。</translation>
    </message>
    <message>
        <source>Steers the words for motion and light that it was trained on; it draws nothing new.</source>
        <translation>只响应训练过的运动和光线词语；不会画出新的东西。</translation>
    </message>
    <message>
        <source>What the video shows, in a sentence.</source>
        <translation>用一句话描述视频内容。</translation>
    </message>
    <message>
        <source>Pan left</source>
        <translation>左摇</translation>
    </message>
    <message>
        <source>Pan right</source>
        <translation>右摇</translation>
    </message>
    <message>
        <source>Tilt up</source>
        <translation>上摇</translation>
    </message>
    <message>
        <source>Tilt down</source>
        <translation>下摇</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>推近</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>拉远</translation>
    </message>
    <message>
        <source>Dolly in</source>
        <translation>移近（带视差）</translation>
    </message>
    <message>
        <source>Dolly out</source>
        <translation>移远（带视差）</translation>
    </message>
    <message>
        <source>Roll left</source>
        <translation>向左旋转</translation>
    </message>
    <message>
        <source>Roll right</source>
        <translation>向右旋转</translation>
    </message>
    <message>
        <source>Shake</source>
        <translation>抖动</translation>
    </message>
    <message>
        <source>Paint a mask on an object first.</source>
        <translation>请先在物体上绘制蒙版。</translation>
    </message>
    <message>
        <source>Draw a drag first.</source>
        <translation>请先画一条拖动。</translation>
    </message>
    <message>
        <source>PNG sequence</source>
        <translation>PNG 序列</translation>
    </message>
    <message>
        <source>Masked layer, PNG sequence with alpha</source>
        <translation>蒙版图层，带透明通道的 PNG 序列</translation>
    </message>
    <message>
        <source>Masked layer, WebM with alpha</source>
        <translation>蒙版图层，带透明通道的 WebM</translation>
    </message>
    <message>
        <source>Motion fields (.flo)</source>
        <translation>运动场 (.flo)</translation>
    </message>
    <message>
        <source>Tracks for ComfyUI</source>
        <translation>ComfyUI 轨迹</translation>
    </message>
    <message>
        <source>Tracks for ATI</source>
        <translation>ATI 轨迹</translation>
    </message>
    <message>
        <source>Tracks for Wan-Move</source>
        <translation>Wan-Move 轨迹</translation>
    </message>
    <message>
        <source>Time-to-Move folder</source>
        <translation>Time-to-Move 文件夹</translation>
    </message>
    <message>
        <source>Drags for DragNUWA 1.5</source>
        <translation>DragNUWA 1.5 拖动</translation>
    </message>
    <message>
        <source>Plays everywhere; a version carries its project inside.</source>
        <translation>随处可播放；版本内含其项目。</translation>
    </message>
    <message>
        <source>For web pages, smaller than MP4; a version carries its project inside.</source>
        <translation>适合网页，比 MP4 更小；版本内含其项目。</translation>
    </message>
    <message>
        <source>Loops in chats and documents; 256 colours.</source>
        <translation>在聊天和文档中循环播放；256 色。</translation>
    </message>
    <message>
        <source>A folder of lossless frames for an editing program.</source>
        <translation>一个无损帧文件夹，供剪辑软件使用。</translation>
    </message>
    <message>
        <source>A folder of the moving object alone, cut out, to lay over anything.</source>
        <translation>只含抠出的运动物体的文件夹，可叠加到任何画面上。</translation>
    </message>
    <message>
        <source>The moving object alone as a video with transparency.</source>
        <translation>只含运动物体的透明视频。</translation>
    </message>
    <message>
        <source>A folder with where each pixel goes from the first frame, in the Middlebury format.</source>
        <translation>一个文件夹，记录每个像素从第一帧出发的去向，Middlebury 格式。</translation>
    </message>
    <message>
        <source>JSON with one point for each frame, in output pixels.</source>
        <translation>JSON，每帧一个点，单位为输出像素。</translation>
    </message>
    <message>
        <source>121 frames at 24 frames/s, as ATI loads them.</source>
        <translation>121 帧，24 帧/秒，ATI 可直接读取。</translation>
    </message>
    <message>
        <source>A folder with 81 frames of tracks, visibility and the picture at 832 × 480.</source>
        <translation>一个文件夹，含 81 帧轨迹、可见性和 832 × 480 的图片。</translation>
    </message>
    <message>
        <source>A folder with first frame, motion signal, mask and prompt for any model.</source>
        <translation>一个文件夹，含首帧、运动信号、蒙版和提示词，适用于任意模型。</translation>
    </message>
    <message>
        <source>JSON with 14 points for each drag on 576 × 320 px.</source>
        <translation>JSON，每条拖动 14 个点，基于 576 × 320 像素。</translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>种子 {seed}</translation>
    </message>
    <message>
        <source>{steps} steps</source>
        <translation>{steps} 步</translation>
    </message>
</context>
<context>
    <name>MotionCanvas</name>
    <message>
        <source>{name} · frame {frame}</source>
        <translation>{name} · 第 {frame} 帧</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Workspaces</source>
        <translation>工作区</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
</context>
<context>
    <name>ResultActions</name>
    <message>
        <source>Video ({pattern})</source>
        <translation>视频 ({pattern})</translation>
    </message>
    <message>
        <source>Save the video</source>
        <translation>保存视频</translation>
    </message>
</context>
<context>
    <name>ResultCard</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Progress of the render</source>
        <translation>渲染进度</translation>
    </message>
    <message>
        <source>Play the result</source>
        <translation>播放结果</translation>
    </message>
    <message>
        <source>Stop this render</source>
        <translation>停止此渲染</translation>
    </message>
    <message>
        <source>Render again</source>
        <translation>重新渲染</translation>
    </message>
    <message>
        <source>Export and more</source>
        <translation>导出及更多</translation>
    </message>
    <message>
        <source>Save the video as…</source>
        <translation>视频另存为…</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Remove from this list</source>
        <translation>从列表中移除</translation>
    </message>
    <message>
        <source>Measured on the finished video of {width} × {height} px by tracking its pixels</source>
        <translation>在 {width} × {height} px 的完成视频上跟踪像素测得</translation>
    </message>
    <message>
        <source>{frames} frames · {seconds} s</source>
        <translation>{frames} 帧 · {seconds} 秒</translation>
    </message>
    <message>
        <source>Waiting for the worker</source>
        <translation>等待工作进程</translation>
    </message>
    <message>
        <source>Compare with another version</source>
        <translation>与另一个版本对比</translation>
    </message>
    <message>
        <source>Export in another format…</source>
        <translation>导出为其他格式…</translation>
    </message>
    <message>
        <source>Use these settings</source>
        <translation>使用这些设置</translation>
    </message>
    <message>
        <source>Version {n}</source>
        <translation>版本 {n}</translation>
    </message>
    <message>
        <source>Rendering · {percent} %</source>
        <translation>渲染中 · {percent} %</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Rendering</source>
        <translation>渲染中</translation>
    </message>
    <message>
        <source>Waits for another attempt</source>
        <translation>等待再次尝试</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>受阻</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Set aside after three attempts</source>
        <translation>三次尝试后搁置</translation>
    </message>
    <message>
        <source>error {error} px</source>
        <translation>误差 {error} px</translation>
    </message>
    <message>
        <source>leak {leak} px</source>
        <translation>泄漏 {leak} px</translation>
    </message>
</context>
<context>
    <name>ResultsStrip</name>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
</context>
<context>
    <name>SessionNotices</name>
    <message>
        <source>Saved {name}</source>
        <translation>已保存 {name}</translation>
    </message>
    <message>
        <source>Exported {name}</source>
        <translation>已导出 {name}</translation>
    </message>
    <message>
        <source>The version&apos;s drags and settings are back.</source>
        <translation>已恢复该版本的拖动和设置。</translation>
    </message>
    <message>
        <source>The original picture is not on this computer; the first frame stands in for it.</source>
        <translation>原始图片不在这台电脑上；以第一帧代替。</translation>
    </message>
    <message>
        <source>{count} layers were added.</source>
        <translation>已添加 {count} 个图层。</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Folder of the worker</source>
        <translation>工作进程的目录</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>高对比度</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Worker folder</source>
        <translation>工作目录</translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation>减少动态效果</translation>
    </message>
    <message>
        <source>Keep rendering after the window is closed</source>
        <translation>关闭窗口后继续渲染</translation>
    </message>
    <message>
        <source>Holds the queue and all results. Used from the next start on.</source>
        <translation>存放队列和所有结果。下次启动时生效。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Colours of the window</source>
        <translation>窗口的颜色</translation>
    </message>
    <message>
        <source>Language of the window</source>
        <translation>窗口的语言</translation>
    </message>
    <message>
        <source>80 to 200 % of 13 px</source>
        <translation>13 px 的 80 到 200 %</translation>
    </message>
    <message>
        <source>Nothing moves on its own, except what you play</source>
        <translation>除了你播放的内容，没有东西会自己动</translation>
    </message>
    <message>
        <source>The worker finishes its jobs; otherwise it ends with the window</source>
        <translation>工作进程会完成任务；否则随窗口结束</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>选择目录…</translation>
    </message>
</context>
<context>
    <name>Tasks</name>
    <message>
        <source>Compare ways of making frames on windows of real clips.</source>
        <translation>在真实短片的片段上比较各种生成帧的方法。</translation>
    </message>
    <message>
        <source>MP4 (H.264), WebM (VP9), GIF, or a PNG sequence</source>
        <translation>MP4 (H.264)、WebM (VP9)、GIF 或 PNG 序列</translation>
    </message>
    <message>
        <source>Render a picture and its drags to a video.</source>
        <translation>将图片及其拖动渲染为视频。</translation>
    </message>
    <message>
        <source>a registered model&apos;s id; on the command line also its folder or file; default: the only one of its kind</source>
        <translation>已注册模型的标识；在命令行中也可以是其文件夹或文件；默认：同类中唯一的一个</translation>
    </message>
    <message>
        <source>also make frames without drags and compare them with the picture</source>
        <translation>另外在没有拖动的情况下生成帧，并与图片比较</translation>
    </message>
    <message>
        <source>also write every frame as PNG</source>
        <translation>同时将每一帧写为 PNG</translation>
    </message>
    <message>
        <source>colour resolution of the MP4; not every player shows 4:4:4</source>
        <translation>MP4 的色度分辨率；并非所有播放器都支持 4:4:4</translation>
    </message>
    <message>
        <source>dragged points in each window</source>
        <translation>每个片段中拖动的点数</translation>
    </message>
    <message>
        <source>drags document</source>
        <translation>拖动文档</translation>
    </message>
    <message>
        <source>folder of clips: MP4, AVI, WebM, MOV, MKV, GIF, or folders of pictures</source>
        <translation>短片所在的文件夹：MP4、AVI、WebM、MOV、MKV、GIF，或图片文件夹</translation>
    </message>
    <message>
        <source>frames of a window, at 12 per second</source>
        <translation>一个片段的帧数，每秒 12 帧</translation>
    </message>
    <message>
        <source>height of a window&apos;s frames, even</source>
        <translation>片段帧的高度，偶数</translation>
    </message>
    <message>
        <source>how frames are made</source>
        <translation>帧的生成方式</translation>
    </message>
    <message>
        <source>how strongly the drags rule; default: the backend&apos;s</source>
        <translation>拖动的影响强度；默认：后端的值</translation>
    </message>
    <message>
        <source>how strongly the prompt (or the picture) rules; default: the backend&apos;s</source>
        <translation>提示词（或图片）的影响强度；默认：后端的值</translation>
    </message>
    <message>
        <source>model of the backend that needs one; default: the only one of its kind</source>
        <translation>需要模型的后端所用的模型；默认：该类中唯一的一个</translation>
    </message>
    <message>
        <source>number of frames, 8 to 120; default: as in the drags</source>
        <translation>帧数，8 到 120；默认：与拖动一致</translation>
    </message>
    <message>
        <source>output height, even; default: the picture&apos;s, at most 1080</source>
        <translation>输出高度，偶数；默认：图片的高度，最大 1080</translation>
    </message>
    <message>
        <source>output width, even; default: the picture&apos;s, at most 1920</source>
        <translation>输出宽度，偶数；默认：图片的宽度，最大 1920</translation>
    </message>
    <message>
        <source>picture to animate</source>
        <translation>要制作动画的图片</translation>
    </message>
    <message>
        <source>playback rate</source>
        <translation>播放速率</translation>
    </message>
    <message>
        <source>random seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>sampling steps; default: each backend&apos;s</source>
        <translation>采样步数；默认：各后端自己的</translation>
    </message>
    <message>
        <source>sampling steps; default: the backend&apos;s</source>
        <translation>采样步数；默认：后端的值</translation>
    </message>
    <message>
        <source>strength of warp-blur: its blur in the last frame, one picture width away from the nearest drag</source>
        <translation>warp-blur 的强度：最后一帧中，离最近的拖动一个画面宽度处的模糊程度</translation>
    </message>
    <message>
        <source>what the clips show, for backends that read text</source>
        <translation>短片的内容，供读取文字的后端使用</translation>
    </message>
    <message>
        <source>what the video shows; default: as in the drags</source>
        <translation>视频内容；默认：与拖动文件中相同</translation>
    </message>
    <message>
        <source>what to compare, separated by commas</source>
        <translation>要比较的方法，用逗号分隔</translation>
    </message>
    <message>
        <source>width of a window&apos;s frames, even</source>
        <translation>片段帧的宽度，偶数</translation>
    </message>
    <message>
        <source>windows of each clip, at most, spread evenly</source>
        <translation>每个短片的片段数上限，均匀分布</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Drag on the picture: each drag becomes a row here.</source>
        <translation>在图片上拖动：每条拖动在这里成为一行。</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Drag to look at another frame</source>
        <translation>拖动以查看其他帧</translation>
    </message>
    <message>
        <source>Hide the layer</source>
        <translation>隐藏图层</translation>
    </message>
    <message>
        <source>Show the layer</source>
        <translation>显示图层</translation>
    </message>
    <message>
        <source>Unlock the layer</source>
        <translation>解锁图层</translation>
    </message>
    <message>
        <source>Lock the layer</source>
        <translation>锁定图层</translation>
    </message>
    <message>
        <source>Drag the key in time, Alt a copy; Shift places it between frames</source>
        <translation>沿时间拖动关键点，按住 Alt 拖动副本；按住 Shift 可放在两帧之间</translation>
    </message>
    <message>
        <source>Double-click to add a key here</source>
        <translation>双击以在此添加关键点</translation>
    </message>
    <message>
        <source>{name} · {role} · drag the name to change the order</source>
        <translation>{name} · {role} · 拖动名称以改变顺序</translation>
    </message>
</context>
<context>
    <name>TimingSection</name>
    <message>
        <source>Timing</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Even</source>
        <translation>匀速</translation>
    </message>
    <message>
        <source>Ease in</source>
        <translation>缓入</translation>
    </message>
    <message>
        <source>Ease out</source>
        <translation>缓出</translation>
    </message>
    <message>
        <source>Ease in and out</source>
        <translation>缓入缓出</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>How speed changes between the first key and the last</source>
        <translation>从第一个到最后一个关键点之间速度如何变化</translation>
    </message>
    <message>
        <source>Easing</source>
        <translation>缓动</translation>
    </message>
    <message>
        <source>Parallax</source>
        <translation>视差</translation>
    </message>
    <message>
        <source>How much farther the camera moves the foremost masked layer</source>
        <translation>镜头使最前面的蒙版图层多移动多少</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Close message</source>
        <translation>关闭消息</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the message and its details</source>
        <translation>复制消息及其详情</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Show what is known besides</source>
        <translation>显示更多信息</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Search commands</source>
        <translation>搜索命令</translation>
    </message>
    <message>
        <source>Has unsaved changes</source>
        <translation>有未保存的更改</translation>
    </message>
    <message>
        <source>Undo {what}</source>
        <translation>撤销 {what}</translation>
    </message>
    <message>
        <source>Redo {what}</source>
        <translation>重做 {what}</translation>
    </message>
</context>
<context>
    <name>TracksDialog</name>
    <message>
        <source>Import tracks</source>
        <translation>导入轨迹</translation>
    </message>
    <message>
        <source>{count} tracks over {frames} frames. On which size were they made? They are scaled from it to the picture.</source>
        <translation>{count} 条轨迹，共 {frames} 帧。它们是在什么尺寸上制作的？将由此缩放到图片。</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Zoom; the wheel changes it, F fits the picture</source>
        <translation>缩放；滚轮调整，F 适应窗口</translation>
    </message>
    <message>
        <source>Pin background</source>
        <translation>固定背景</translation>
    </message>
    <message>
        <source>Render</source>
        <translation>渲染</translation>
    </message>
    <message>
        <source>Render the video  (Ctrl+Return)</source>
        <translation>渲染视频（Ctrl+Return）</translation>
    </message>
    <message>
        <source>Render the video</source>
        <translation>渲染视频</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>原图</translation>
    </message>
    <message>
        <source>Show the picture as it is</source>
        <translation>显示原始图片</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Show the picture as the drags move it</source>
        <translation>显示拖动后的图片</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Show the rendered video</source>
        <translation>显示渲染的视频</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Frame {frame} of {count} · {time} s</source>
        <translation>第 {frame} / {count} 帧 · {time} 秒</translation>
    </message>
    <message>
        <source>Render first: there is no result of this picture yet</source>
        <translation>请先渲染：此图片还没有结果</translation>
    </message>
    <message>
        <source>Pin the background: only the objects move</source>
        <translation>固定背景：只有物体移动</translation>
    </message>
    <message>
        <source>Drag an object first; then everything around it can be pinned</source>
        <translation>请先拖动一个物体；之后即可固定其周围的一切</translation>
    </message>
</context>
<context>
    <name>VideoDialog</name>
    <message>
        <source>Choose a frame of {name}</source>
        <translation>选择 {name} 的一帧</translation>
    </message>
    <message>
        <source>Time in the video</source>
        <translation>视频中的时间</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Use this frame</source>
        <translation>使用这一帧</translation>
    </message>
    <message>
        <source>{time} of {total} s</source>
        <translation>{time} / {total} 秒</translation>
    </message>
</context>
<context>
    <name>WindowCommands</name>
    <message>
        <source>Go to {workspace}</source>
        <translation>转到{workspace}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Search commands</source>
        <translation>搜索命令</translation>
    </message>
    <message>
        <source>Show or hide jobs</source>
        <translation>显示或隐藏任务</translation>
    </message>
    <message>
        <source>Show or hide the log</source>
        <translation>显示或隐藏日志</translation>
    </message>
    <message>
        <source>Show the worker</source>
        <translation>显示工作进程</translation>
    </message>
    <message>
        <source>Restart the engine</source>
        <translation>重启引擎</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Show keys</source>
        <translation>显示快捷键</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Trying again, attempt {next} of {most}</source>
        <translation>正在重试，第 {next} / {most} 次</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>受阻</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>已搁置</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Running · {percent} %</source>
        <translation>运行中 · {percent} %</translation>
    </message>
    <message>
        <source>{s} s</source>
        <translation>{s} 秒</translation>
    </message>
    <message>
        <source>{m} min {s} s</source>
        <translation>{m} 分 {s} 秒</translation>
    </message>
    <message>
        <source>{h} h {m} min</source>
        <translation>{h} 小时 {m} 分</translation>
    </message>
    <message>
        <source>{s} s left</source>
        <translation>剩余 {s} 秒</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>{n} s ago</source>
        <translation>{n} 秒前</translation>
    </message>
    <message>
        <source>{n} min ago</source>
        <translation>{n} 分钟前</translation>
    </message>
    <message>
        <source>{n} h ago</source>
        <translation>{n} 小时前</translation>
    </message>
    <message>
        <source>{n} d ago</source>
        <translation>{n} 天前</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>Engine is loading…</source>
        <translation>引擎加载中…</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Engine makes no progress</source>
        <translation>引擎没有进展</translation>
    </message>
    <message>
        <source>Restarting ({n})</source>
        <translation>正在重启（{n}）</translation>
    </message>
    <message>
        <source>Engine broken</source>
        <translation>引擎故障</translation>
    </message>
    <message>
        <source>Offline — no worker answers</source>
        <translation>离线 — 工作进程无回应</translation>
    </message>
    <message>
        <source>Refused — see why</source>
        <translation>被拒绝 — 查看原因</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>忙碌</translation>
    </message>
    <message>
        <source>engine ran out of memory or was killed</source>
        <translation>引擎内存不足或被终止</translation>
    </message>
    <message>
        <source>engine crashed</source>
        <translation>引擎崩溃</translation>
    </message>
    <message>
        <source>engine made no progress</source>
        <translation>引擎没有进展</translation>
    </message>
    <message>
        <source>engine was stopped</source>
        <translation>引擎被停止</translation>
    </message>
    <message>
        <source>The worker is being started. You can edit meanwhile.</source>
        <translation>工作进程正在启动。你可以继续编辑。</translation>
    </message>
    <message>
        <source>The worker answers; its engine loads. Jobs can be sent now.</source>
        <translation>工作进程已回应，引擎正在加载。现在可以提交任务。</translation>
    </message>
    <message>
        <source>The worker waits for jobs.</source>
        <translation>工作进程正在等待任务。</translation>
    </message>
    <message>
        <source>The worker runs a job; further jobs wait for their turn.</source>
        <translation>工作进程正在运行任务；其他任务排队等待。</translation>
    </message>
    <message>
        <source>The engine made no step for a while and will be restarted.</source>
        <translation>引擎有一段时间没有进展，将被重启。</translation>
    </message>
    <message>
        <source>The engine is being restarted; its job goes on by itself afterwards.</source>
        <translation>引擎正在重启；之后任务会自动继续。</translation>
    </message>
    <message>
        <source>The engine ended too often and stays off. Read the log, then restart it.</source>
        <translation>引擎结束次数过多，已停用。请查看日志后重启。</translation>
    </message>
    <message>
        <source>The connection to the worker was lost. It is being tried.</source>
        <translation>与工作进程的连接已断开，正在重试。</translation>
    </message>
</context>
<context>
    <name>Workspaces</name>
    <message>
        <source>Motion</source>
        <translation>动态</translation>
    </message>
    <message>
        <source>EEG</source>
        <translation>脑电</translation>
    </message>
    <message>
        <source>Demos</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>Robust</source>
        <translation>鲁棒</translation>
    </message>
    <message>
        <source>Robustness</source>
        <translation>鲁棒性</translation>
    </message>
</context>
</TS>
