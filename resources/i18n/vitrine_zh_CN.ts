<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>BoardPage</name>
    <message>
        <source>Board</source>
        <translation>板卡</translation>
    </message>
    <message>
        <source>Board, with its number in BrainFlow</source>
        <translation>板卡及其在 BrainFlow 中的编号</translation>
    </message>
    <message>
        <source>Serial port</source>
        <translation>串口</translation>
    </message>
    <message>
        <source>Bluetooth address</source>
        <translation>蓝牙地址</translation>
    </message>
    <message>
        <source>Device name</source>
        <translation>设备名称</translation>
    </message>
    <message>
        <source>IP address</source>
        <translation>IP 地址</translation>
    </message>
    <message>
        <source>IP port</source>
        <translation>IP 端口</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>a recording that BrainFlow wrote</source>
        <translation>由 BrainFlow 写入的录制文件</translation>
    </message>
    <message>
        <source>Leave it empty to let the board be found</source>
        <translation>留空则自动查找板卡</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>录制设备</translation>
    </message>
    <message>
        <source>Board that the file was recorded with</source>
        <translation>录制该文件所用的板卡</translation>
    </message>
</context>
<context>
    <name>CalibrationCard</name>
    <message>
        <source>Calibration</source>
        <translation>校准</translation>
    </message>
    <message>
        <source>Progress of the calibration</source>
        <translation>校准进度</translation>
    </message>
    <message>
        <source>Use the last recording</source>
        <translation>使用上次的录制</translation>
    </message>
    <message>
        <source>Calibrate from the recording that was just made</source>
        <translation>用刚完成的录制进行校准</translation>
    </message>
    <message>
        <source>Calibration run…</source>
        <translation>校准采集…</translation>
    </message>
    <message>
        <source>Record, and show known pictures: some minutes, 15 at most</source>
        <translation>录制并展示已知图片：几分钟即可，最多 15 分钟</translation>
    </message>
    <message>
        <source>Choose a recording…</source>
        <translation>选择录制文件…</translation>
    </message>
    <message>
        <source>Calibrate from a recording made while known pictures were shown</source>
        <translation>用展示已知图片时的录制进行校准</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop the calibration</source>
        <translation>停止校准</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>忘记</translation>
    </message>
    <message>
        <source>Decode without this calibration</source>
        <translation>不使用此校准进行解码</translation>
    </message>
    <message>
        <source>Decoding works as for any person. This participant looks at known pictures by itself: record some minutes, then calibrate from the recording.</source>
        <translation>目前按通用模型解码。此模拟参与者会自行观看已知图片：录制几分钟，然后用该录制校准。</translation>
    </message>
    <message>
        <source>Decoding works as for any person. Calibrated to this one it works better: record while known pictures are shown, for 15 minutes at most.</source>
        <translation>目前按通用模型解码。针对此人校准后效果更好：在展示已知图片时录制，最多 15 分钟。</translation>
    </message>
    <message>
        <source>It is forgotten with the source: type the subject&apos;s code to keep the next one.</source>
        <translation>它随信号源一起忘记：输入受试者代码即可保存下一次校准。</translation>
    </message>
    <message>
        <source>Calibrate from {name}</source>
        <translation>用 {name} 校准</translation>
    </message>
</context>
<context>
    <name>CandidateList</name>
    <message>
        <source>Most probable pictures</source>
        <translation>最可能的图片</translation>
    </message>
</context>
<context>
    <name>CandidateRow</name>
    <message>
        <source>this was shown</source>
        <translation>展示的就是这张</translation>
    </message>
</context>
<context>
    <name>ChannelList</name>
    <message>
        <source>Channels</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>Channels and their quality</source>
        <translation>通道及其质量</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>全部显示</translation>
    </message>
    <message>
        <source>Give every channel its lane again</source>
        <translation>让每个通道重新占一行</translation>
    </message>
    <message>
        <source>{good} of {count} good</source>
        <translation>{count} 个中 {good} 个良好</translation>
    </message>
    <message>
        <source>{count} marked bad</source>
        <translation>{count} 个标为坏道</translation>
    </message>
    <message>
        <source>{count} hidden</source>
        <translation>{count} 个已隐藏</translation>
    </message>
</context>
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
    <name>ConsentSheet</name>
    <message>
        <source>Consent to a recording</source>
        <translation>录制知情同意</translation>
    </message>
    <message>
        <source>Before a person is recorded</source>
        <translation>录制真人之前</translation>
    </message>
    <message>
        <source>The recording holds the electrical activity of the participant&apos;s head, the times of events and the codes typed here. It stays on this computer and nothing is sent anywhere. It is kept under a code, not under a name; keep the list that says who has which code elsewhere.

The participant takes part freely, may stop at any time without giving a reason, and may ask for the recording to be deleted. This is research, not a medical examination, and says nothing about health.</source>
        <translation>录制内容包括参与者头部的电活动、事件时间以及在此输入的代码。它只保存在这台计算机上，不会发送到任何地方。它以代码而非姓名保存；请把代码与姓名的对照表存放在别处。

参与者自愿参加，可随时停止而无需说明理由，也可要求删除录制。这是研究，不是医学检查，不能说明健康状况。</translation>
    </message>
    <message>
        <source>Subject code, for example P01</source>
        <translation>受试者代码，例如 P01</translation>
    </message>
    <message>
        <source>Subject code</source>
        <translation>受试者代码</translation>
    </message>
    <message>
        <source>Letters and digits, no name</source>
        <translation>字母和数字，不要用姓名</translation>
    </message>
    <message>
        <source>The participant has read this and agrees</source>
        <translation>参与者已阅读并同意</translation>
    </message>
    <message>
        <source>Needed to record a person</source>
        <translation>录制真人时必须勾选</translation>
    </message>
    <message>
        <source>Text version {version}. The version and the time are kept in the recording.</source>
        <translation>文本版本 {version}。版本和时间会保存在录制中。</translation>
    </message>
    <message>
        <source>Agree and record</source>
        <translation>同意并录制</translation>
    </message>
    <message>
        <source>Keep the consent and begin to record</source>
        <translation>保存同意信息并开始录制</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Do not record</source>
        <translation>不录制</translation>
    </message>
</context>
<context>
    <name>DecodePane</name>
    <message>
        <source>Decoder</source>
        <translation>解码器</translation>
    </message>
    <message>
        <source>SIMULATED</source>
        <translation>模拟</translation>
    </message>
    <message>
        <source>Nobody&apos;s brain is measured: the source is simulated</source>
        <translation>没有测量任何人的大脑：信号源是模拟的</translation>
    </message>
    <message>
        <source>Decode</source>
        <translation>解码</translation>
    </message>
    <message>
        <source>Decode each picture that is shown</source>
        <translation>解码每张展示的图片</translation>
    </message>
    <message>
        <source>Add up repeats</source>
        <translation>累加重复</translation>
    </message>
    <message>
        <source>Use all trials of a picture, 64 at most; otherwise the newest alone</source>
        <translation>使用同一图片的所有试次，最多 64 次；否则只用最新一次</translation>
    </message>
    <message>
        <source>Start over</source>
        <translation>重新开始</translation>
    </message>
    <message>
        <source>Begin anew to add up the trials of each picture</source>
        <translation>重新累加每张图片的试次</translation>
    </message>
    <message>
        <source>Picture by</source>
        <translation>图片生成方式</translation>
    </message>
    <message>
        <source>What makes the picture. One of real size takes seconds with a graphics processor and minutes without; trials that come meanwhile are late, their names too.</source>
        <translation>用什么生成图片。真实规模的生成器有图形处理器时需要数秒，没有时需要数分钟；其间到来的试次会迟到，名称也一样。</translation>
    </message>
    <message>
        <source>Guided by the pictures that are named, not by a decoder made for this generator: it shows nothing that is not among them.</source>
        <translation>由列出名称的图片引导，而不是由为该生成器训练的解码器引导：它不会显示其中没有的内容。</translation>
    </message>
    <message>
        <source>From the last sample of a trial: half, and 95 % of the answers, are faster</source>
        <translation>从试次的最后一个样本算起：一半以及 95 % 的结果比这更快</translation>
    </message>
    <message>
        <source>Late: a newer picture came first, or it waited too long. Dropped: by the worker. Nothing is queued.</source>
        <translation>迟到：更新的图片先到，或等待过久。丢弃：由工作进程丢弃。不会排队。</translation>
    </message>
    <message>
        <source>Show pictures…</source>
        <translation>展示图片…</translation>
    </message>
    <message>
        <source>Show pictures in a window of their own, with a marker for each</source>
        <translation>在单独的窗口中展示图片，每张都带标记</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Save the picture as PNG</source>
        <translation>把图片保存为 PNG</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the picture to the clipboard</source>
        <translation>把图片复制到剪贴板</translation>
    </message>
    <message>
        <source>Back to live</source>
        <translation>回到实时</translation>
    </message>
    <message>
        <source>Show the newest picture</source>
        <translation>显示最新的图片</translation>
    </message>
    <message>
        <source>A reconstruction is a guess from brain waves, not a recording of thought. For research only; not a medical device.</source>
        <translation>重建是根据脑电做出的猜测，不是思维的记录。仅供研究，不是医疗器械。</translation>
    </message>
    <message>
        <source>Reconstruction</source>
        <translation>重建</translation>
    </message>
    <message>
        <source>Sample to names</source>
        <translation>样本到名称</translation>
    </message>
    <message>
        <source>Sample to picture</source>
        <translation>样本到图片</translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation>已保存 {name}</translation>
    </message>
</context>
<context>
    <name>DecodeSession</name>
    <message>
        <source>Save the picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
</context>
<context>
    <name>Decoder</name>
    <message>
        <source>Reconstructed from EEG: a guess, not a recording of thought</source>
        <translation>由脑电重建：是猜测，不是思维的记录</translation>
    </message>
    <message>
        <source>Switched off</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>No source is open</source>
        <translation>没有打开信号源</translation>
    </message>
    <message>
        <source>The worker does not answer. Decoding goes on with it.</source>
        <translation>工作进程没有响应。恢复后继续解码。</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation>正在加载模型…</translation>
    </message>
    <message>
        <source>Waiting for markers of pictures</source>
        <translation>正在等待图片标记</translation>
    </message>
    <message>
        <source>Decoding each picture</source>
        <translation>正在解码每张图片</translation>
    </message>
    <message>
        <source>The engine is starting…</source>
        <translation>引擎正在启动…</translation>
    </message>
    <message>
        <source>The engine is broken; traces and recording go on.</source>
        <translation>引擎已损坏；波形和录制继续进行。</translation>
    </message>
    <message>
        <source>The engine is being started again; traces and recording go on.</source>
        <translation>引擎正在重新启动；波形和录制继续进行。</translation>
    </message>
    <message>
        <source>Open a source: what is looked at will appear here.</source>
        <translation>打开信号源：所看到的内容会出现在这里。</translation>
    </message>
    <message>
        <source>Switch decoding on to see what is looked at.</source>
        <translation>打开解码以查看所看到的内容。</translation>
    </message>
    <message>
        <source>The source does not say when pictures are shown. Decoding needs markers such as picture/17: show pictures from here, or choose a source that has them.</source>
        <translation>信号源没有说明图片何时展示。解码需要 picture/17 之类的标记：请从这里展示图片，或选择带标记的信号源。</translation>
    </message>
    <message>
        <source>No picture can be decoded now. Traces and recording go on.</source>
        <translation>现在无法解码图片。波形和录制继续进行。</translation>
    </message>
    <message>
        <source>The first picture will appear here half a second after it is shown.</source>
        <translation>第一张图片会在展示后半秒出现在这里。</translation>
    </message>
    <message>
        <source>{ms} ms</source>
        <translation>{ms} 毫秒</translation>
    </message>
    <message>
        <source>1 trial</source>
        <translation>1 个试次</translation>
    </message>
    <message>
        <source>{count} trials</source>
        <translation>{count} 个试次</translation>
    </message>
    <message>
        <source>Confidence {percent}</source>
        <translation>置信度 {percent}</translation>
    </message>
    <message>
        <source>of {count} pictures</source>
        <translation>共 {count} 张图片</translation>
    </message>
    <message>
        <source>Fairly sure</source>
        <translation>比较确定</translation>
    </message>
    <message>
        <source>Not sure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>First draft</source>
        <translation>初稿</translation>
    </message>
    <message>
        <source>Step {step} of {steps}</source>
        <translation>第 {step} 步，共 {steps} 步</translation>
    </message>
    <message>
        <source>{name} {half} ms, 95 % within {most} ms</source>
        <translation>{name} {half} 毫秒，95 % 在 {most} 毫秒内</translation>
    </message>
    <message>
        <source>{count} not decoded</source>
        <translation>未解码 {count}</translation>
    </message>
    <message>
        <source>{answered} decoded · {late} late · {dropped} dropped · {gaps} with gaps</source>
        <translation>已解码 {answered} · 迟到 {late} · 丢弃 {dropped} · 含缺口 {gaps}</translation>
    </message>
    <message>
        <source>{minutes} min of signal</source>
        <translation>{minutes} 分钟信号</translation>
    </message>
    <message>
        <source>the right one of {count} pictures is among five named in {percent}</source>
        <translation>{count} 张图片中正确的一张有 {percent} 在列出的五张之内</translation>
    </message>
    <message>
        <source>by chance {percent}</source>
        <translation>随机水平为 {percent}</translation>
    </message>
    <message>
        <source>The calibration was made with {theirs} channels and this source has {ours}, so it is not used. Calibrate again with this montage.</source>
        <translation>校准使用了 {theirs} 个通道，而此信号源有 {ours} 个，因此不使用。请用此电极布局重新校准。</translation>
    </message>
    <message>
        <source>Channel {number} is {ours} here and was {theirs} in the calibration, so it is not used. Calibrate again with this montage.</source>
        <translation>第 {number} 通道在这里是 {ours}，校准时是 {theirs}，因此不使用。请用此电极布局重新校准。</translation>
    </message>
    <message>
        <source>Sending {name}…</source>
        <translation>正在发送 {name}…</translation>
    </message>
    <message>
        <source>Waiting for the engine…</source>
        <translation>正在等待引擎…</translation>
    </message>
    <message>
        <source>Reading the result…</source>
        <translation>正在读取结果…</translation>
    </message>
    <message>
        <source>Calibrated with {name}</source>
        <translation>已用 {name} 校准</translation>
    </message>
    <message>
        <source>Reading {name}…</source>
        <translation>正在读取 {name}…</translation>
    </message>
    <message>
        <source>Measuring on pictures that were left out…</source>
        <translation>正在用留出的图片评估…</translation>
    </message>
    <message>
        <source>Calibrating…</source>
        <translation>正在校准…</translation>
    </message>
    <message>
        <source>Trained for the decoder; 64 pixels, a tenth of a second. Ships here.</source>
        <translation>专为本解码器训练；64 像素，十分之一秒。随软件提供。</translation>
    </message>
    <message>
        <source>The paper&apos;s generator, guided by captions of what was decoded.</source>
        <translation>论文所用的生成器，由解码结果的文字说明引导。</translation>
    </message>
    <message>
        <source>A few steps, guided by pictures of what was decoded.</source>
        <translation>只需几步，由解码结果的图片引导。</translation>
    </message>
    <message>
        <source>Guided by pictures of what was decoded; takes no first picture.</source>
        <translation>由解码结果的图片引导；不使用初始图片。</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>{channel} is good</source>
        <translation>{channel} 是好的</translation>
    </message>
    <message>
        <source>Mark {channel} as bad</source>
        <translation>把 {channel} 标为坏道</translation>
    </message>
    <message>
        <source>Show {channel}</source>
        <translation>显示 {channel}</translation>
    </message>
    <message>
        <source>Hide {channel}</source>
        <translation>隐藏 {channel}</translation>
    </message>
    <message>
        <source>Show only {channel}</source>
        <translation>只显示 {channel}</translation>
    </message>
    <message>
        <source>Show all channels</source>
        <translation>显示所有通道</translation>
    </message>
    <message>
        <source>{name} is being recorded.</source>
        <translation>正在录制 {name}。</translation>
    </message>
    <message>
        <source>The recording can go on without the window; the next window finds it again. Or it ends now, and nothing is lost of it.</source>
        <translation>录制可以在没有窗口的情况下继续；下一个窗口会再次找到它。也可以现在结束，已录内容不会丢失。</translation>
    </message>
    <message>
        <source>Go on recording</source>
        <translation>继续录制</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>停止并关闭</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>留下</translation>
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
    <name>DropHint</name>
    <message>
        <source>Drop to open {name}</source>
        <translation>松开即可打开 {name}</translation>
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
    <name>Eeg</name>
    <message>
        <source>no place on the head</source>
        <translation>在头上没有位置</translation>
    </message>
    <message>
        <source>Show or hide  (H)</source>
        <translation>显示或隐藏  (H)</translation>
    </message>
    <message>
        <source>Bad or not  (B)</source>
        <translation>标为坏道或取消  (B)</translation>
    </message>
    <message>
        <source>{label}: {amplitude} µV in 1–45 Hz, mains {line} % of the power, correlation {correlation}, {missing} % missing, {railed} % at the limit</source>
        <translation>{label}：1–45 Hz 内 {amplitude} µV，工频占功率 {line} %，相关 {correlation}，缺失 {missing} %，达到极限 {railed} %</translation>
    </message>
    <message>
        <source>Open a source</source>
        <translation>打开信号源</translation>
    </message>
    <message>
        <source>Stream a simulated participant</source>
        <translation>串流模拟参与者</translation>
    </message>
    <message>
        <source>Play a recording</source>
        <translation>播放录制</translation>
    </message>
    <message>
        <source>Close the source</source>
        <translation>关闭信号源</translation>
    </message>
    <message>
        <source>Where the electrodes sit</source>
        <translation>电极的位置</translation>
    </message>
    <message>
        <source>Record, or stop</source>
        <translation>录制或停止</translation>
    </message>
    <message>
        <source>Set a marker now</source>
        <translation>立即设置标记</translation>
    </message>
    <message>
        <source>Write a note</source>
        <translation>写注释</translation>
    </message>
    <message>
        <source>Show the recording in its folder</source>
        <translation>在文件夹中显示录制</translation>
    </message>
    <message>
        <source>Export the recording</source>
        <translation>导出录制</translation>
    </message>
    <message>
        <source>Freeze the traces, or go on</source>
        <translation>冻结波形或继续</translation>
    </message>
    <message>
        <source>Larger traces</source>
        <translation>放大波形</translation>
    </message>
    <message>
        <source>Smaller traces</source>
        <translation>缩小波形</translation>
    </message>
    <message>
        <source>Fit the scale to the signal</source>
        <translation>按信号调整比例</translation>
    </message>
    <message>
        <source>Shorter time window</source>
        <translation>缩短时间窗口</translation>
    </message>
    <message>
        <source>Longer time window</source>
        <translation>加长时间窗口</translation>
    </message>
    <message>
        <source>Scroll back in time</source>
        <translation>向过去滚动</translation>
    </message>
    <message>
        <source>Scroll on in time</source>
        <translation>向现在滚动</translation>
    </message>
    <message>
        <source>Show or hide channels, filters and events</source>
        <translation>显示或隐藏通道、滤波和事件</translation>
    </message>
    <message>
        <source>Show or hide spectrum and head</source>
        <translation>显示或隐藏频谱和头图</translation>
    </message>
    <message>
        <source>Look at the signals</source>
        <translation>查看信号</translation>
    </message>
    <message>
        <source>Show pictures</source>
        <translation>展示图片</translation>
    </message>
    <message>
        <source>Evaluate the decoder</source>
        <translation>评估解码器</translation>
    </message>
    <message>
        <source>Run the confound demonstration</source>
        <translation>运行混淆演示</translation>
    </message>
    <message>
        <source>Mark the channel as bad, or not</source>
        <translation>把通道标为坏道或取消</translation>
    </message>
    <message>
        <source>Hide the channel, or show it</source>
        <translation>隐藏或显示通道</translation>
    </message>
    <message>
        <source>Show all channels</source>
        <translation>显示所有通道</translation>
    </message>
    <message>
        <source>Next channel</source>
        <translation>下一个通道</translation>
    </message>
    <message>
        <source>Previous channel</source>
        <translation>上一个通道</translation>
    </message>
    <message>
        <source>Next page of channels</source>
        <translation>下一页通道</translation>
    </message>
    <message>
        <source>Previous page of channels</source>
        <translation>上一页通道</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>samples are missing</source>
        <translation>样本缺失</translation>
    </message>
    <message>
        <source>flat: no contact?</source>
        <translation>平直：没有接触？</translation>
    </message>
    <message>
        <source>at the amplifier&apos;s limit</source>
        <translation>达到放大器极限</translation>
    </message>
    <message>
        <source>mains hum</source>
        <translation>工频干扰</translation>
    </message>
    <message>
        <source>very loud</source>
        <translation>幅度很大</translation>
    </message>
    <message>
        <source>unlike its neighbours</source>
        <translation>与相邻通道不同</translation>
    </message>
    <message>
        <source>same as a neighbour: bridged?</source>
        <translation>与相邻通道相同：短接？</translation>
    </message>
    <message>
        <source>kind of stream</source>
        <translation>流的类型</translation>
    </message>
    <message>
        <source>rate</source>
        <translation>采样率</translation>
    </message>
    <message>
        <source>origin (simulated or measured)</source>
        <translation>来源（模拟或实测）</translation>
    </message>
    <message>
        <source>number of channels</source>
        <translation>通道数</translation>
    </message>
    <message>
        <source>order of channels</source>
        <translation>通道顺序</translation>
    </message>
    <message>
        <source>unit of channels</source>
        <translation>通道单位</translation>
    </message>
    <message>
        <source>Recordings ({patterns})</source>
        <translation>录制 ({patterns})</translation>
    </message>
    <message>
        <source>Simulated participant</source>
        <translation>模拟参与者</translation>
    </message>
    <message>
        <source>LSL stream</source>
        <translation>LSL 流</translation>
    </message>
    <message>
        <source>No connection to the worker</source>
        <translation>没有连接到工作进程</translation>
    </message>
    <message>
        <source>No source</source>
        <translation>没有信号源</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>Streaming</source>
        <translation>正在串流</translation>
    </message>
    <message>
        <source>No samples come</source>
        <translation>没有样本到来</translation>
    </message>
    <message>
        <source>Stream lost, waiting for it</source>
        <translation>流已丢失，正在等待</translation>
    </message>
    <message>
        <source>At its end</source>
        <translation>已到结尾</translation>
    </message>
    <message>
        <source>Acquisition broken</source>
        <translation>采集已损坏</translation>
    </message>
    <message>
        <source>{count} samples lost</source>
        <translation>丢失 {count} 个样本</translation>
    </message>
    <message>
        <source>{count} samples counted as lost came after all</source>
        <translation>{count} 个被计为丢失的样本后来到了</translation>
    </message>
    <message>
        <source>{count} samples came twice</source>
        <translation>{count} 个样本重复到来</translation>
    </message>
    <message>
        <source>{count} samples came after their turn</source>
        <translation>{count} 个样本晚于次序到来</translation>
    </message>
    <message>
        <source>{count} samples came out of order; put right</source>
        <translation>{count} 个样本次序错乱；已改正</translation>
    </message>
    <message>
        <source>The source&apos;s clock jumped by {seconds} s; taken out</source>
        <translation>信号源的时钟跳变 {seconds} 秒；已扣除</translation>
    </message>
    <message>
        <source>The stream really has {rate_hz} Hz</source>
        <translation>流的实际采样率是 {rate_hz} Hz</translation>
    </message>
    <message>
        <source>{count} samples without a time were dropped</source>
        <translation>{count} 个没有时间的样本被丢弃</translation>
    </message>
    <message>
        <source>Marker: {text}</source>
        <translation>标记：{text}</translation>
    </message>
    <message>
        <source>Note: {text}</source>
        <translation>注释：{text}</translation>
    </message>
    <message>
        <source>Note over a stretch: {text}</source>
        <translation>区间注释：{text}</translation>
    </message>
    <message>
        <source>{count} samples were not shown here; a recording has them</source>
        <translation>{count} 个样本没有在这里显示；录制中有它们</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>尚不清楚</translation>
    </message>
    <message>
        <source>good</source>
        <translation>良好</translation>
    </message>
    <message>
        <source>{count} ch</source>
        <translation>{count} 通道</translation>
    </message>
    <message>
        <source>Opening {source}…</source>
        <translation>正在打开 {source}…</translation>
    </message>
    <message>
        <source>Recorded {name}</source>
        <translation>已录制 {name}</translation>
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
    <message>
        <source>Watch a brain at work</source>
        <translation>观察工作中的大脑</translation>
    </message>
    <message>
        <source>Stream a headset, see at once how good each channel is, and record safely. Without a headset, a simulated participant shows you everything.</source>
        <translation>串流头戴设备，立即看到每个通道的质量，并安全地录制。没有设备时，模拟参与者可以展示一切。</translation>
    </message>
    <message>
        <source>Simulated participant</source>
        <translation>模拟参与者</translation>
    </message>
    <message>
        <source>Stream a simulated participant: 64 channels, labelled as simulated</source>
        <translation>串流模拟参与者：64 个通道，标明为模拟</translation>
    </message>
    <message>
        <source>Find streams…</source>
        <translation>查找流…</translation>
    </message>
    <message>
        <source>Choose a stream, a board or a recorded file  (Ctrl+O)</source>
        <translation>选择流、板卡或录制文件  (Ctrl+O)</translation>
    </message>
    <message>
        <source>or play a recording</source>
        <translation>或播放录制</translation>
    </message>
    <message>
        <source>Open a recorded file and play it as if it were live</source>
        <translation>打开录制文件并像实时一样播放</translation>
    </message>
    <message>
        <source>Can a decoder be fooled? See the confound demonstration</source>
        <translation>解码器会被骗吗？看混淆演示</translation>
    </message>
    <message>
        <source>Decode 40 classes from EEG without any answer, and see why that works</source>
        <translation>从没有任何响应的脑电解码 40 类，看看为什么能成功</translation>
    </message>
    <message>
        <source>For research only. Not a medical device.</source>
        <translation>仅供研究。不是医疗器械。</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>A recording runs ({name}). Stop it first.</source>
        <translation>正在录制 ({name})。请先停止。</translation>
    </message>
    <message>
        <source>A worker with process id {pid} already serves {home}.</source>
        <translation>进程号为 {pid} 的工作进程已在使用 {home}。</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message>
        <source>EEG acquisition stopped ({reason}) and is started again.</source>
        <translation>脑电采集停止 ({reason})，正在重新启动。</translation>
    </message>
    <message>
        <source>EEG acquisition stopped {attempts} times in a row ({reason}). Open the source again to try once more; the log has the details.</source>
        <translation>脑电采集连续停止 {attempts} 次 ({reason})。请重新打开信号源再试一次；详情见日志。</translation>
    </message>
    <message>
        <source>Job {job_id} exists already with a different request. Submit it under a new id.</source>
        <translation>任务 {job_id} 已存在且请求不同。请用新的编号提交。</translation>
    </message>
    <message>
        <source>No EEG source is open. Open one first.</source>
        <translation>没有打开脑电信号源。请先打开一个。</translation>
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
        <source>The split {split} cannot be made: {reason}. Add recordings or choose another split.</source>
        <translation>无法划分 {split}：{reason}。请添加记录或选择其他划分方式。</translation>
    </message>
    <message>
        <source>The split {split} leaks, so its figures would mean nothing: {reason} Choose a safe split.</source>
        <translation>划分 {split} 存在泄漏，其结果毫无意义：{reason} 请选择安全的划分方式。</translation>
    </message>
    <message>
        <source>The stream {name} has no regular rate, so its samples have no place in time. Choose a stream of samples.</source>
        <translation>流 {name} 没有固定的采样率，其样本没有时间位置。请选择样本流。</translation>
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
        <source>The worker was busy for {waited_s} s, so this was not begun. Try again.</source>
        <translation>工作进程忙了 {waited_s} 秒，因此未开始处理。请再试一次。</translation>
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
    <name>Evaluation</name>
    <message>
        <source>{name} is done.</source>
        <translation>{name} 已完成。</translation>
    </message>
    <message>
        <source>Save the picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
    <message>
        <source>The files are not on this computer.</source>
        <translation>文件不在这台电脑上。</translation>
    </message>
    <message>
        <source>Confound demonstration</source>
        <translation>混淆演示</translation>
    </message>
    <message>
        <source>Simulated people ({count}), clear responses</source>
        <translation>模拟参与者（{count}），响应清晰</translation>
    </message>
    <message>
        <source>Simulated people ({count}), realistic</source>
        <translation>模拟参与者（{count}），真实</translation>
    </message>
    <message>
        <source>Faces against houses</source>
        <translation>人脸与房屋</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Copying the recordings to the worker…</source>
        <translation>正在把录制复制到工作进程…</translation>
    </message>
    <message>
        <source>Waiting for the worker to answer…</source>
        <translation>正在等待工作进程响应…</translation>
    </message>
    <message>
        <source>Waiting for its turn…</source>
        <translation>正在排队…</translation>
    </message>
    <message>
        <source>Reading the result…</source>
        <translation>正在读取结果…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Simulating EEG…</source>
        <translation>正在模拟脑电…</translation>
    </message>
    <message>
        <source>Drawing pictures…</source>
        <translation>正在绘制图片…</translation>
    </message>
    <message>
        <source>Decoding…</source>
        <translation>正在解码…</translation>
    </message>
    <message>
        <source>Scoring…</source>
        <translation>正在评分…</translation>
    </message>
    <message>
        <source>Painting pictures…</source>
        <translation>正在生成图片…</translation>
    </message>
    <message>
        <source>Reading recordings…</source>
        <translation>正在读取录制…</translation>
    </message>
    <message>
        <source>Decoding with a leaky split…</source>
        <translation>正在用泄漏划分解码…</translation>
    </message>
    <message>
        <source>Decoding above 5 Hz only…</source>
        <translation>正在仅用 5 Hz 以上解码…</translation>
    </message>
    <message>
        <source>Decoding another session…</source>
        <translation>正在解码另一次会话…</translation>
    </message>
    <message>
        <source>Decoding a mixed order…</source>
        <translation>正在解码混合顺序…</translation>
    </message>
    <message>
        <source>Reading {name}…</source>
        <translation>正在读取 {name}…</translation>
    </message>
    <message>
        <source>What is tested on</source>
        <translation>测试对象</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>正确率</translation>
    </message>
    <message>
        <source>Chance</source>
        <translation>随机水平</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>leaky</source>
        <translation>泄漏</translation>
    </message>
    <message>
        <source>safe</source>
        <translation>安全</translation>
    </message>
    <message>
        <source>Block design, random pictures</source>
        <translation>分组设计，随机图片</translation>
    </message>
    <message>
        <source>The same, above 5 Hz only</source>
        <translation>同上，仅 5 Hz 以上</translation>
    </message>
    <message>
        <source>Block design, another session</source>
        <translation>分组设计，另一次会话</translation>
    </message>
    <message>
        <source>Mixed order, other runs</source>
        <translation>混合顺序，其他轮次</translation>
    </message>
    <message>
        <source>1 trial</source>
        <translation>1 个试次</translation>
    </message>
    <message>
        <source>{count} trials</source>
        <translation>{count} 个试次</translation>
    </message>
    <message>
        <source>Simulated people, none of whom was trained on, were calibrated in one session and tested in another, on concepts whose EEG is in no training. Each figure stands beside its interval and beside what chance gives; p is from labels that were shuffled.</source>
        <translation>这些模拟参与者均未用于训练，在一次会话中校准，在另一次会话中测试，测试概念的脑电从未用于训练。每个指标旁都列出区间和随机水平；p 来自打乱的标签。</translation>
    </message>
    <message>
        <source>Recordings of people. Each figure stands beside its interval; p is from labels that were shuffled.</source>
        <translation>真人的录制。每个指标旁都列出区间；p 来自打乱的标签。</translation>
    </message>
    <message>
        <source>Any, with markers</source>
        <translation>任意（带标记）</translation>
    </message>
    <message>
        <source>Faces and houses</source>
        <translation>人脸与房屋</translation>
    </message>
    <message>
        <source>XDF, FIF, EDF, BDF, EEGLAB, BrainVision or CSV files whose markers name pictures or classes; people and sessions are told by their notes or folders: sub-01/ses-1/…</source>
        <translation>XDF、FIF、EDF、BDF、EEGLAB、BrainVision 或 CSV 文件，其标记指明图片或类别；参与者和会话由其附注或文件夹得知：sub-01/ses-1/…</translation>
    </message>
    <message>
        <source>subjectNNNN/sessionNNN/*.csv of a Muse</source>
        <translation>Muse 的 subjectNNNN/sessionNNN/*.csv</translation>
    </message>
    <message>
        <source>eeg_5_95_std.pth or another of its files, and those of its splits</source>
        <translation>eeg_5_95_std.pth 或该数据集的其他文件，以及划分文件</translation>
    </message>
    <message>
        <source>sub-NN/preprocessed_eeg_training.npy, or one such file</source>
        <translation>sub-NN/preprocessed_eeg_training.npy，或其中一个文件</translation>
    </message>
    <message>
        <source>within each person</source>
        <translation>每人之内</translation>
    </message>
    <message>
        <source>other people</source>
        <translation>其他人</translation>
    </message>
    <message>
        <source>other pictures</source>
        <translation>其他图片</translation>
    </message>
    <message>
        <source>unseen concepts</source>
        <translation>未见过的概念</translation>
    </message>
    <message>
        <source>other blocks</source>
        <translation>其他组块</translation>
    </message>
    <message>
        <source>other sessions</source>
        <translation>其他会话</translation>
    </message>
    <message>
        <source>published (leaky)</source>
        <translation>作者划分（泄漏）</translation>
    </message>
    <message>
        <source>random (leaky)</source>
        <translation>随机（泄漏）</translation>
    </message>
    <message>
        <source>By picture, concept, block and session, as far as the files have them</source>
        <translation>按图片、概念、组块和会话划分，视文件所含而定</translation>
    </message>
    <message>
        <source>Each person is tested by the others</source>
        <translation>每个人都由其他人的数据来测试</translation>
    </message>
    <message>
        <source>Tested on other pictures, in other blocks</source>
        <translation>用其他组块中的其他图片测试</translation>
    </message>
    <message>
        <source>Tested on concepts that training has not</source>
        <translation>用训练中没有的概念测试</translation>
    </message>
    <message>
        <source>Tested on other blocks</source>
        <translation>用其他组块测试</translation>
    </message>
    <message>
        <source>Tested on other sessions</source>
        <translation>用其他会话测试</translation>
    </message>
    <message>
        <source>The split of the data set&apos;s authors</source>
        <translation>数据集作者自己的划分</translation>
    </message>
    <message>
        <source>Random trials of the same recordings</source>
        <translation>同一批录制中的随机试次</translation>
    </message>
    <message>
        <source>This split leaks: trials next to those of training are tested, so that a figure tells the time of recording too. It shows what a leak does, and has no other name than leaky_split.</source>
        <translation>此划分存在泄漏：被测试的试次与训练试次相邻，因此指标也反映录制时间。它展示泄漏会造成什么，除 leaky_split 外没有别的名称。</translation>
    </message>
    <message>
        <source>This split leaks: all pictures of a class were shown in one run, and tests share that run with training. It is the figure that papers print, and names the run, not the picture.</source>
        <translation>此划分存在泄漏：同一类的所有图片都在同一轮中展示，测试与训练共用这一轮。这就是论文里印的数字，它认出的是轮次，不是图片。</translation>
    </message>
    <message>
        <source>{name}: recordings {n}, files beside them {beside}, {size}</source>
        <translation>{name}：录制 {n} 个，附带文件 {beside} 个，{size}</translation>
    </message>
    <message>
        <source>{name}: recordings {n}, {size}</source>
        <translation>{name}：录制 {n} 个，{size}</translation>
    </message>
    <message>
        <source>This EEG is simulated and answers to no picture: there is nothing to decode. In a block design all pictures of a class are shown in one run, and electrodes drift slowly, so that moments of the same run resemble each other. If test pictures are drawn from runs that were trained on (leaky split), the decoder names {leaky} of {count} classes right: it tells the time of day, not the picture. Tested on another session (safe split) it is right in {safe}; chance is {chance}.</source>
        <translation>这段脑电是模拟的，对任何图片都没有响应：没有什么可解码。在分组设计中，同一类的所有图片在同一轮里展示，而电极会缓慢漂移，因此同一轮中的时刻彼此相似。如果测试图片取自训练过的轮次（泄漏划分），解码器能把 {count} 类中的 {leaky} 说对：它认出的是时间，不是图片。在另一次会话上测试（安全划分）时只对 {safe}；随机水平为 {chance}。</translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>种子 {seed}</translation>
    </message>
    <message>
        <source>took {time}</source>
        <translation>用时 {time}</translation>
    </message>
    <message>
        <source>Bars of the table: classes named right, with intervals</source>
        <translation>表格的条形图：说对的类别及区间</translation>
    </message>
    <message>
        <source>Pictures that were seen, and what was made of the EEG</source>
        <translation>看到的图片，以及由脑电得到的结果</translation>
    </message>
</context>
<context>
    <name>EvaluationForm</name>
    <message>
        <source>Confound demonstration</source>
        <translation>混淆演示</translation>
    </message>
    <message>
        <source>Names 40 classes from EEG that answers to none of them. Takes some seconds.</source>
        <translation>从毫无响应的脑电说出 40 个类别。需要几秒钟。</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>Simulate a block design without any answer, and decode it</source>
        <translation>模拟没有任何响应的分组设计并解码</translation>
    </message>
    <message>
        <source>Simulated people</source>
        <translation>模拟参与者</translation>
    </message>
    <message>
        <source>Realistic</source>
        <translation>真实</translation>
    </message>
    <message>
        <source>Clear responses</source>
        <translation>响应清晰</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>How clear the responses to pictures are</source>
        <translation>对图片的响应有多清晰</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人数</translation>
    </message>
    <message>
        <source>None of them was trained on</source>
        <translation>他们均未用于训练</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Test pictures that are painted with and without each level</source>
        <translation>分别使用和不使用各层信息来生成的测试图片</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Equal settings give equal figures</source>
        <translation>相同的设置给出相同的指标</translation>
    </message>
    <message>
        <source>Takes minutes. Live decoding goes before it and slows it down.</source>
        <translation>需要几分钟。实时解码优先，会使它变慢。</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Measure retrieval, controls, confidence and the paper&apos;s ablation</source>
        <translation>评估检索、对照、置信度和论文的消融</translation>
    </message>
    <message>
        <source>Evaluations so far</source>
        <translation>已有的评估</translation>
    </message>
    <message>
        <source>Choose one to see it again</source>
        <translation>选择一项以再次查看</translation>
    </message>
</context>
<context>
    <name>EvaluationPage</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Leave this page  (Esc)</source>
        <translation>离开此页  (Esc)</translation>
    </message>
    <message>
        <source>Can a decoder be fooled?</source>
        <translation>解码器会被骗吗？</translation>
    </message>
    <message>
        <source>Many published figures come from recordings in which all pictures of a class were shown in one run. The demonstration decodes such a recording, simulated without any answer of the brain, and shows what a careless split makes of it.</source>
        <translation>许多已发表的数字来自同一类图片在同一轮中展示的录制。此演示解码这样一段录制，它是在大脑没有任何响应的情况下模拟的，并展示草率的划分会得出什么。</translation>
    </message>
    <message>
        <source>Show the confound demonstration</source>
        <translation>运行混淆演示</translation>
    </message>
    <message>
        <source>Simulate a block design without any answer, and decode it</source>
        <translation>模拟没有任何响应的分组设计并解码</translation>
    </message>
    <message>
        <source>Progress of the evaluation</source>
        <translation>评估进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop the evaluation</source>
        <translation>停止评估</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Run it once more</source>
        <translation>再运行一次</translation>
    </message>
    <message>
        <source>It was stopped before there was a result.</source>
        <translation>在得到结果之前已停止。</translation>
    </message>
</context>
<context>
    <name>EventList</name>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Events; a double-click goes there</source>
        <translation>事件；双击跳到该处</translation>
    </message>
    <message>
        <source>Nothing yet. Lost samples, markers and notes are listed here.</source>
        <translation>还没有内容。丢失的样本、标记和注释会列在这里。</translation>
    </message>
</context>
<context>
    <name>EvidenceRow</name>
    <message>
        <source>Confidence over repeats</source>
        <translation>重复后的置信度</translation>
    </message>
    <message>
        <source>Over repeats</source>
        <translation>随重复</translation>
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
    <name>ExportSheet</name>
    <message>
        <source>Export the recording</source>
        <translation>导出录制</translation>
    </message>
    <message>
        <source>Recordings are XDF files, with everything as it was received. An export is a copy in another format beside it; the recording itself stays as it is.</source>
        <translation>录制是 XDF 文件，一切都按收到时保存。导出是放在旁边的另一种格式的副本；录制本身不变。</translation>
    </message>
    <message>
        <source>EDF, 16 bits</source>
        <translation>EDF，16 位</translation>
    </message>
    <message>
        <source>FIF, for MNE-Python</source>
        <translation>FIF，用于 MNE-Python</translation>
    </message>
    <message>
        <source>BIDS-EEG folder</source>
        <translation>BIDS-EEG 文件夹</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>The same in a terminal</source>
        <translation>在终端中的同等命令</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>复制命令</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Open the folder of the export</source>
        <translation>打开导出所在的文件夹</translation>
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
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Make the copy now</source>
        <translation>立即生成副本</translation>
    </message>
    <message>
        <source>{file} is not on this computer. Run the command where it is.</source>
        <translation>{file} 不在这台计算机上。请在它所在的计算机上运行此命令。</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>正在导出…</translation>
    </message>
    <message>
        <source>Exported to {folder}</source>
        <translation>已导出到 {folder}</translation>
    </message>
    <message>
        <source>The export failed.</source>
        <translation>导出失败。</translation>
    </message>
</context>
<context>
    <name>FigureTable</name>
    <message>
        <source>Figures</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Each figure with its interval and chance</source>
        <translation>每个指标及其区间和随机水平</translation>
    </message>
</context>
<context>
    <name>FilePage</name>
    <message>
        <source>FIF, EDF, BDF, XDF, EEGLAB, BrainVision or CSV</source>
        <translation>FIF、EDF、BDF、XDF、EEGLAB、BrainVision 或 CSV</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Recorded file to play</source>
        <translation>要播放的录制文件</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>选择文件</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>How fast the file is played</source>
        <translation>文件播放的快慢</translation>
    </message>
    <message>
        <source>Begin again at the end</source>
        <translation>到结尾后重新开始</translation>
    </message>
    <message>
        <source>Play the file again and again</source>
        <translation>反复播放文件</translation>
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
    <name>FilterForm</name>
    <message>
        <source>High-pass</source>
        <translation>高通</translation>
    </message>
    <message>
        <source>Slower than this is taken out; 0 switches it off</source>
        <translation>去除比这更慢的成分；0 表示关闭</translation>
    </message>
    <message>
        <source>Low-pass</source>
        <translation>低通</translation>
    </message>
    <message>
        <source>Faster than this is taken out; 0 switches it off</source>
        <translation>去除比这更快的成分；0 表示关闭</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>滤波</translation>
    </message>
    <message>
        <source>Takes the hum of the power line out</source>
        <translation>去除电源工频干扰</translation>
    </message>
    <message>
        <source>Notch</source>
        <translation>陷波</translation>
    </message>
    <message>
        <source>Taken away from every channel; the average is of the good ones</source>
        <translation>从每个通道中减去；平均值取自良好通道</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>参考</translation>
    </message>
    <message>
        <source>Filters change the picture only. What is recorded stays raw.</source>
        <translation>滤波只改变画面。录制的内容保持原始。</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>Channels at a time; turn the pages with Page Up and Page Down</source>
        <translation>同时显示的通道数；用 Page Up 和 Page Down 翻页</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>Average</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>As recorded</source>
        <translation>按录制时</translation>
    </message>
    <message>
        <source>Mean of {first} and {second}</source>
        <translation>{first} 和 {second} 的均值</translation>
    </message>
</context>
<context>
    <name>FlashGate</name>
    <message>
        <source>Flashing pictures</source>
        <translation>闪烁图片</translation>
    </message>
    <message>
        <source>Rapid pictures can trigger seizures</source>
        <translation>快速图片可能诱发癫痫</translation>
    </message>
    <message>
        <source>These limits protect most people, not everybody.</source>
        <translation>这些限度能保护大多数人，但不是所有人。</translation>
    </message>
    <message>
        <source>Has the person who will look ever had a seizure, epilepsy or migraine, or has a close relative epilepsy?</source>
        <translation>观看者是否曾有癫痫发作、癫痫或偏头痛，或有近亲患癫痫？</translation>
    </message>
    <message>
        <source>No, none of them</source>
        <translation>没有，都没有</translation>
    </message>
    <message>
        <source>Yes, or not sure</source>
        <translation>有，或不确定</translation>
    </message>
    <message>
        <source>flashes</source>
        <translation>闪烁</translation>
    </message>
    <message>
        <source>Type “{word}” to say that you have asked.</source>
        <translation>输入“{word}”以表明你已询问。</translation>
    </message>
    <message>
        <source>Then show the pictures one at a time.</source>
        <translation>那么请逐张展示图片。</translation>
    </message>
    <message>
        <source>Show them</source>
        <translation>展示</translation>
    </message>
    <message>
        <source>Show the flashing pictures, this time only; Space or Esc is gray at once</source>
        <translation>展示闪烁图片，仅此一次；按空格或 Esc 立即变灰</translation>
    </message>
    <message>
        <source>One at a time</source>
        <translation>逐张展示</translation>
    </message>
    <message>
        <source>Take the slow presentation</source>
        <translation>采用慢速展示</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Show nothing</source>
        <translation>不展示</translation>
    </message>
</context>
<context>
    <name>HeadView</name>
    <message>
        <source>Head from above</source>
        <translation>头部俯视图</translation>
    </message>
    <message>
        <source>Fewer than 3 channels have a place. Say where the electrodes sit (Ctrl+M).</source>
        <translation>少于 3 个通道有位置。请说明电极的位置 (Ctrl+M)。</translation>
    </message>
</context>
<context>
    <name>HistoryStrip</name>
    <message>
        <source>Last pictures</source>
        <translation>最近的图片</translation>
    </message>
    <message>
        <source>Choose a picture to see it again</source>
        <translation>选择一张图片再次查看</translation>
    </message>
</context>
<context>
    <name>Icl</name>
    <message>
        <source>Probability of each option</source>
        <translation>每个选项的概率</translation>
    </message>
    <message>
        <source>Probability among the options, and log-probability in nats</source>
        <translation>在各选项中的概率，以及对数概率（奈特）</translation>
    </message>
    <message>
        <source>Answer of the model</source>
        <translation>模型的回答</translation>
    </message>
    <message>
        <source>(nothing)</source>
        <translation>（空）</translation>
    </message>
    <message>
        <source>✓ right</source>
        <translation>✓ 正确</translation>
    </message>
    <message>
        <source>✗ wrong</source>
        <translation>✗ 错误</translation>
    </message>
    <message>
        <source>right answer not known</source>
        <translation>正确答案未知</translation>
    </message>
    <message>
        <source>entropy {value} nats</source>
        <translation>熵 {value} 奈特</translation>
    </message>
    <message>
        <source>without demonstrations: {answer}</source>
        <translation>没有示例时：{answer}</translation>
    </message>
    <message>
        <source>vote of the demonstrations: {answer}</source>
        <translation>示例投票：{answer}</translation>
    </message>
    <message>
        <source>The model reads the prompt…</source>
        <translation>模型正在读提示词…</translation>
    </message>
    <message>
        <source>Appears when there is a prompt.</source>
        <translation>有提示词后显示。</translation>
    </message>
    <message>
        <source>The query&apos;s own text is in the pool ({ids}): it would find itself.</source>
        <translation>查询的原文就在示例库中（{ids}）：它会找到自己。</translation>
    </message>
    <message>
        <source>In the prompt is the query itself: {ids}.</source>
        <translation>提示词里有查询本身：{ids}。</translation>
    </message>
    <message>
        <source>In the prompt is nearly the query itself: {ids}.</source>
        <translation>提示词里有与查询几乎相同的示例：{ids}。</translation>
    </message>
    <message>
        <source>The right answer stands in the text of {ids}.</source>
        <translation>{ids} 的文本里写着正确答案。</translation>
    </message>
    <message>
        <source>{ids} come from the query&apos;s own group.</source>
        <translation>{ids} 与查询属于同一组。</translation>
    </message>
    <message>
        <source>{ids} repeat other candidates.</source>
        <translation>{ids} 与其他候选重复。</translation>
    </message>
    <message>
        <source>{ids} repeat others, with another answer.</source>
        <translation>{ids} 与其他候选重复，但答案不同。</translation>
    </message>
    <message>
        <source>A candidate is the query itself: {ids}.</source>
        <translation>有候选就是查询本身：{ids}。</translation>
    </message>
    <message>
        <source>Candidates nearly like the query: {ids}.</source>
        <translation>与查询几乎相同的候选：{ids}。</translation>
    </message>
    <message>
        <source>The right answer stands in candidates: {ids}.</source>
        <translation>候选的文本里写着正确答案：{ids}。</translation>
    </message>
    <message>
        <source>Candidates of the query&apos;s own group: {ids}.</source>
        <translation>与查询同组的候选：{ids}。</translation>
    </message>
    <message>
        <source>All demonstrations have the same answer: the model may only repeat it.</source>
        <translation>所有示例的答案都相同：模型可能只是在重复它。</translation>
    </message>
    <message>
        <source>Balance of labels</source>
        <translation>标签分布</translation>
    </message>
    <message>
        <source>others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>{label}: pool {pool}, candidates {found}, prompt {prompt}</source>
        <translation>{label}：示例库 {pool}，候选 {found}，提示词 {prompt}</translation>
    </message>
    <message>
        <source>Free answers have no labels to balance.</source>
        <translation>自由作答没有标签可比。</translation>
    </message>
    <message>
        <source>pool</source>
        <translation>示例库</translation>
    </message>
    <message>
        <source>candidates</source>
        <translation>候选</translation>
    </message>
    <message>
        <source>prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Leaks and copies</source>
        <translation>泄漏与重复</translation>
    </message>
    <message>
        <source>No leak and no copy was found.</source>
        <translation>没有发现泄漏或重复。</translation>
    </message>
    <message>
        <source>Import examples into a new pool</source>
        <translation>将示例导入新的示例库</translation>
    </message>
    <message>
        <source>Import a file into this pool</source>
        <translation>将文件导入此示例库</translation>
    </message>
    <message>
        <source>Open a pool</source>
        <translation>打开示例库</translation>
    </message>
    <message>
        <source>Open the sample</source>
        <translation>打开样例</translation>
    </message>
    <message>
        <source>Files of the pool, and what was left out of them</source>
        <translation>示例库的文件，以及其中被略去的行</translation>
    </message>
    <message>
        <source>Filter the rows</source>
        <translation>筛选行</translation>
    </message>
    <message>
        <source>Type a query</source>
        <translation>输入查询</translation>
    </message>
    <message>
        <source>Open a file of queries</source>
        <translation>打开查询文件</translation>
    </message>
    <message>
        <source>Next query</source>
        <translation>下一个查询</translation>
    </message>
    <message>
        <source>Previous query</source>
        <translation>上一个查询</translation>
    </message>
    <message>
        <source>Compare retrievers over the queries</source>
        <translation>在所有查询上比较检索器</translation>
    </message>
    <message>
        <source>Run over the queries</source>
        <translation>跑完所有查询</translation>
    </message>
    <message>
        <source>Export the prompt</source>
        <translation>导出提示词</translation>
    </message>
    <message>
        <source>Copy the prompt</source>
        <translation>复制提示词</translation>
    </message>
    <message>
        <source>Choose the language model</source>
        <translation>选择语言模型</translation>
    </message>
    <message>
        <source>Try other orders</source>
        <translation>尝试其他顺序</translation>
    </message>
    <message>
        <source>Show or hide comparison, heatmap, map and checks</source>
        <translation>显示或隐藏比较、热图、地图与检查</translation>
    </message>
    <message>
        <source>Retrievers side by side</source>
        <translation>并排比较检索器</translation>
    </message>
    <message>
        <source>the retriever in use</source>
        <translation>当前使用的检索器</translation>
    </message>
    <message>
        <source>shares {share} · agreement {overlap}</source>
        <translation>共有 {share} · 一致度 {overlap}</translation>
    </message>
    <message>
        <source>Compare with…</source>
        <translation>比较…</translation>
    </message>
    <message>
        <source>Choose up to three other retrievers</source>
        <translation>最多再选三个检索器</translation>
    </message>
    <message>
        <source>This query</source>
        <translation>当前查询</translation>
    </message>
    <message>
        <source>What each finds for it</source>
        <translation>各检索器为它找到的示例</translation>
    </message>
    <message>
        <source>All queries</source>
        <translation>所有查询</translation>
    </message>
    <message>
        <source>How often the model is right with each, and exact tests</source>
        <translation>使用各检索器时模型答对的频率，以及精确检验</translation>
    </message>
    <message>
        <source>See what other retrievers find for this query, and what they share.</source>
        <translation>看看其他检索器为这个查询找到什么，以及它们的共同之处。</translation>
    </message>
    <message>
        <source>Asking the others…</source>
        <translation>正在询问其他检索器…</translation>
    </message>
    <message>
        <source>The first {rows} of each; lines join what two share.</source>
        <translation>各取前 {rows} 个；连线表示两者共有。</translation>
    </message>
    <message>
        <source>Retriever</source>
        <translation>检索器</translation>
    </message>
    <message>
        <source>Demonstrations</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>How many</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Label quota</source>
        <translation>标签配额</translation>
    </message>
    <message>
        <source>At most so many demonstrations with the same answer</source>
        <translation>同一答案的示例最多这么多个</translation>
    </message>
    <message>
        <source>no quota</source>
        <translation>不限配额</translation>
    </message>
    <message>
        <source> per label</source>
        <translation> 个/标签</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>顺序</translation>
    </message>
    <message>
        <source>Order in the prompt</source>
        <translation>在提示词中的顺序</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Hand the pool over again</source>
        <translation>重新交付示例库</translation>
    </message>
    <message>
        <source>Type a query, or double-click a row of the pool.</source>
        <translation>输入查询，或双击示例库中的一行。</translation>
    </message>
    <message>
        <source>Building the pool&apos;s index: {percent} %</source>
        <translation>正在建立示例库的索引：{percent} %</translation>
    </message>
    <message>
        <source>Encoding the pool: {percent} %</source>
        <translation>正在编码示例库：{percent} %</translation>
    </message>
    <message>
        <source>Similar rows of this large pool are found by an index. Of the ten most similar it finds {share} %, by its own test.</source>
        <translation>此大型示例库的相似行由索引查找。据其自测，十个最相似的行中能找到 {share} %。</translation>
    </message>
    <message>
        <source>Looking for demonstrations…</source>
        <translation>正在寻找示例…</translation>
    </message>
    <message>
        <source>{used} · {count} found among {rows} rows in {ms} ms</source>
        <translation>{used} · 从 {rows} 行中找到 {count} 个，用时 {ms} 毫秒</translation>
    </message>
    <message>
        <source>{known} of {total} scored by the model</source>
        <translation>模型已评分 {known} / {total}</translation>
    </message>
    <message>
        <source>Other candidates, not in the prompt</source>
        <translation>其他候选，不在提示词中</translation>
    </message>
    <message>
        <source>Banned: never taken for any query</source>
        <translation>已禁用：不会用于任何查询</translation>
    </message>
    <message>
        <source>{task} · {id} · rank {rank}</source>
        <translation>{task} · {id} · 排名 {rank}</translation>
    </message>
    <message>
        <source>Similarity (cosine of the encoder): {value}</source>
        <translation>相似度（编码器余弦）：{value}</translation>
    </message>
    <message>
        <source>Score by which the retriever ranks: {value}</source>
        <translation>检索器排序所用的分数：{value}</translation>
    </message>
    <message>
        <source>Reward: {value} standard deviations. The re-ranker trained on the language model&apos;s feedback expects it, without reading the right answer</source>
        <translation>奖励：{value} 个标准差。由在语言模型反馈上训练的重排序器预测，未读取正确答案</translation>
    </message>
    <message>
        <source>Δ log p: {value} nats per token of the right answer, with this demonstration alone against none</source>
        <translation>Δ log p：只用这个示例与不用示例相比，正确答案每个词元 {value} 奈特</translation>
    </message>
    <message>
        <source>ConE: {value} nats per token of the query after this demonstration; lower is better. It is no reward: the right answer is not known</source>
        <translation>ConE：在此示例之后，查询每个词元 {value} 奈特；越低越好。它不是奖励：正确答案未知</translation>
    </message>
    <message>
        <source>Entropy of the options after it: {value} nats</source>
        <translation>在它之后各选项的熵：{value} 奈特</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count} 个词元</translation>
    </message>
    <message>
        <source>In the prompts of {count} of the last {queries} queries</source>
        <translation>最近 {queries} 个查询中有 {count} 个的提示词用了它</translation>
    </message>
    <message>
        <source>Leak: this is the query itself</source>
        <translation>泄漏：这就是查询本身</translation>
    </message>
    <message>
        <source>Leak: nearly the query itself</source>
        <translation>泄漏：与查询几乎相同</translation>
    </message>
    <message>
        <source>Leak: the right answer stands in this text</source>
        <translation>泄漏：文本里写着正确答案</translation>
    </message>
    <message>
        <source>Leak: of the query&apos;s own group</source>
        <translation>泄漏：与查询同组</translation>
    </message>
    <message>
        <source>Repeats another demonstration</source>
        <translation>与另一示例重复</translation>
    </message>
    <message>
        <source>Repeats another demonstration with another answer</source>
        <translation>与另一示例重复，但答案不同</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Δ log p of answer</source>
        <translation>答案的 Δ log p</translation>
    </message>
    <message>
        <source>ConE, no answer</source>
        <translation>ConE（答案未知）</translation>
    </message>
    <message>
        <source>LM score</source>
        <translation>模型评分</translation>
    </message>
    <message>
        <source>similarity</source>
        <translation>相似度</translation>
    </message>
    <message>
        <source>reward (SD)</source>
        <translation>奖励 (SD)</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Compare, order, heatmap, map, checks</source>
        <translation>比较、顺序、热图、地图、检查</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Heatmap</source>
        <translation>热图</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>地图</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>See which examples help a language model</source>
        <translation>看看哪些示例能帮助语言模型</translation>
    </message>
    <message>
        <source>Import labelled texts, ask something, and see for every demonstration in the prompt whether it makes the right answer more or less probable.</source>
        <translation>导入带标签的文本，提出一个查询，看提示词中的每个示例让正确答案更可能还是更不可能。</translation>
    </message>
    <message>
        <source>Import examples…</source>
        <translation>导入示例…</translation>
    </message>
    <message>
        <source>JSON lines, CSV, TSV, Parquet, LMOps files, saved data sets  (Ctrl+O)</source>
        <translation>JSON 行、CSV、TSV、Parquet、LMOps 文件、已保存的数据集  (Ctrl+O)</translation>
    </message>
    <message>
        <source>Try the sample</source>
        <translation>试用样例</translation>
    </message>
    <message>
        <source>Open short messages on four topics</source>
        <translation>打开四类主题的短消息</translation>
    </message>
    <message>
        <source>or open a pool again</source>
        <translation>或再次打开示例库</translation>
    </message>
    <message>
        <source>Open a pool that was made before</source>
        <translation>打开以前建立的示例库</translation>
    </message>
    <message>
        <source>Plain text</source>
        <translation>纯文本</translation>
    </message>
    <message>
        <source>JSON with ids, scores and hashes</source>
        <translation>JSON（含编号、分数与哈希）</translation>
    </message>
    <message>
        <source>OpenAI messages</source>
        <translation>OpenAI 消息</translation>
    </message>
    <message>
        <source>DSPy demos</source>
        <translation>DSPy 示例</translation>
    </message>
    <message>
        <source>LangChain few-shot prompt</source>
        <translation>LangChain 少样本提示词</translation>
    </message>
    <message>
        <source>LMOps prompts</source>
        <translation>LMOps 提示词</translation>
    </message>
    <message>
        <source>promptfoo test</source>
        <translation>promptfoo 测试</translation>
    </message>
    <message>
        <source>CSV table</source>
        <translation>CSV 表格</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>The file&apos;s text</source>
        <translation>文件的文本</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Write the file</source>
        <translation>写入文件</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Put the text on the clipboard</source>
        <translation>将文本放入剪贴板</translation>
    </message>
    <message>
        <source>Every format can be read back to the letter.</source>
        <translation>每种格式都能一字不差地读回。</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>已复制。</translation>
    </message>
    <message>
        <source>Save the prompt</source>
        <translation>保存提示词</translation>
    </message>
    <message>
        <source>Saved {name}.</source>
        <translation>已保存 {name}。</translation>
    </message>
    <message>
        <source>Queries by demonstrations</source>
        <translation>查询 × 示例</translation>
    </message>
    <message>
        <source>not found for it</source>
        <translation>没有为它找到</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>hurts −{scale} … +{scale} helps, nats per token</source>
        <translation>有害 −{scale} … +{scale} 有益，奈特/词元</translation>
    </message>
    <message>
        <source>ConE above … below the query&apos;s mean by {scale}</source>
        <translation>ConE 高于 … 低于该查询均值 {scale}</translation>
    </message>
    <message>
        <source>Retrieve, score and answer the queries of the opened file</source>
        <translation>对已打开文件中的查询逐一检索、评分并作答</translation>
    </message>
    <message>
        <source>Accuracy with each retriever</source>
        <translation>使用各检索器的准确率</translation>
    </message>
    <message>
        <source>Share of right answers with its 95 % interval (Wilson), and in grey that of the vote of the same demonstrations, without any language model</source>
        <translation>答对的比例及其 95 % 区间（Wilson）；灰色为相同示例投票的结果，不使用任何语言模型</translation>
    </message>
    <message>
        <source>vote, no LM</source>
        <translation>投票，无语言模型</translation>
    </message>
    <message>
        <source>Pair</source>
        <translation>检索器对</translation>
    </message>
    <message>
        <source>Two retrievers on the same queries</source>
        <translation>两个检索器，相同的查询</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>正确率</translation>
    </message>
    <message>
        <source>Share of right answers of each</source>
        <translation>各自答对的比例</translation>
    </message>
    <message>
        <source>Only first</source>
        <translation>仅前者对</translation>
    </message>
    <message>
        <source>Queries answered rightly with the first one alone</source>
        <translation>仅使用前者时答对的查询数</translation>
    </message>
    <message>
        <source>Only second</source>
        <translation>仅后者对</translation>
    </message>
    <message>
        <source>Queries answered rightly with the second one alone</source>
        <translation>仅使用后者时答对的查询数</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>Exact McNemar test, two-sided: how often chance alone would part these queries so unevenly</source>
        <translation>精确 McNemar 检验（双侧）：仅凭偶然出现如此不均衡划分的概率</translation>
    </message>
    <message>
        <source>p, all pairs</source>
        <translation>p（所有对）</translation>
    </message>
    <message>
        <source>The same, adjusted after Holm for all pairs of this table</source>
        <translation>同上，按 Holm 方法对本表所有对校正</translation>
    </message>
    <message>
        <source>What it says</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>At a level of 5 %, adjusted</source>
        <translation>校正后，水平 5 %</translation>
    </message>
    <message>
        <source>Pairs of retrievers</source>
        <translation>检索器对</translation>
    </message>
    <message>
        <source>Exact McNemar test of every pair, adjusted after Holm</source>
        <translation>每一对的精确 McNemar 检验，按 Holm 方法校正</translation>
    </message>
    <message>
        <source>running…</source>
        <translation>运行中…</translation>
    </message>
    <message>
        <source>Answer the queries of the opened file with each of the retrievers</source>
        <translation>用每个检索器回答已打开文件中的查询</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop after this query</source>
        <translation>完成这个查询后停止</translation>
    </message>
    <message>
        <source>{retrievers}: see with which the model is right more often.</source>
        <translation>{retrievers}：看看使用哪个时模型更常答对。</translation>
    </message>
    <message>
        <source>{count} left out: their right answer is not known</source>
        <translation>略去 {count} 个：正确答案未知</translation>
    </message>
    <message>
        <source>stopped early: p only counts if the figures were not the reason</source>
        <translation>提前停止：只有停止与这些数字无关时，p 才有效</translation>
    </message>
    <message>
        <source>the settings have changed since</source>
        <translation>此后设置已更改</translation>
    </message>
    <message>
        <source>{retriever}: {share} right, 95 % interval {low} to {high}, n = {n}; vote without a model {vote}</source>
        <translation>{retriever}：答对 {share}，95 % 区间 {low} 至 {high}，n = {n}；不用模型的投票 {vote}</translation>
    </message>
    <message>
        <source>Of {n} queries, {first} are answered rightly with {one} alone and {second} with {other} alone. Exact McNemar p = {p}; adjusted for all pairs after Holm {adjusted}.</source>
        <translation>{n} 个查询中，{first} 个仅用 {one} 时答对，{second} 个仅用 {other} 时答对。精确 McNemar p = {p}；按 Holm 对所有对校正后为 {adjusted}。</translation>
    </message>
    <message>
        <source>Right on the same queries</source>
        <translation>答对的查询完全相同</translation>
    </message>
    <message>
        <source>{retriever} is better</source>
        <translation>{retriever} 更好</translation>
    </message>
    <message>
        <source>Too few queries part them: {count}</source>
        <translation>能区分二者的查询太少：{count}</translation>
    </message>
    <message>
        <source>Not to be told from chance</source>
        <translation>无法与偶然区分</translation>
    </message>
    <message>
        <source>See which demonstrations help which queries.</source>
        <translation>看看哪些示例帮助哪些查询。</translation>
    </message>
    <message>
        <source>Open a file of queries first (Ctrl+Shift+O).</source>
        <translation>请先打开查询文件（Ctrl+Shift+O）。</translation>
    </message>
    <message>
        <source>Choose what to compare with first.</source>
        <translation>请先选择要比较的检索器。</translation>
    </message>
    <message>
        <source>{done} of {total} queries</source>
        <translation>{done} / {total} 个查询</translation>
    </message>
    <message>
        <source>{share} right, 95 % interval {low} to {high}, n = {n}</source>
        <translation>{share} 正确，95 % 区间 {low} 至 {high}，n = {n}</translation>
    </message>
    <message>
        <source>Import {name}</source>
        <translation>导入 {name}</translation>
    </message>
    <message>
        <source>Map the columns by hand</source>
        <translation>手动指定各列</translation>
    </message>
    <message>
        <source>The columns are known; say yourself what they are</source>
        <translation>各列已识别；也可自行指定</translation>
    </message>
    <message>
        <source>Template of the input</source>
        <translation>输入模板</translation>
    </message>
    <message>
        <source>Text with columns in braces; press a column below to put it in</source>
        <translation>花括号中写列名；点下面的列名即可插入</translation>
    </message>
    <message>
        <source>Name of the task</source>
        <translation>任务名称</translation>
    </message>
    <message>
        <source>For rows without a task of their own</source>
        <translation>用于没有任务的行</translation>
    </message>
    <message>
        <source>Previous row</source>
        <translation>上一行</translation>
    </message>
    <message>
        <source>Next row</source>
        <translation>下一行</translation>
    </message>
    <message>
        <source>Input: a text with columns in braces</source>
        <translation>输入：花括号中写列名的文本</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>The right answer</source>
        <translation>正确答案</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>A list of answers to choose from, or parted by |</source>
        <translation>可选答案的列表，或以 | 分隔</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Name of each row&apos;s task</source>
        <translation>每行的任务名称</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Unique name of each row</source>
        <translation>每行的唯一名称</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>组</translation>
    </message>
    <message>
        <source>Rows of one group stay on one side of a split</source>
        <translation>同组的行留在划分的同一侧</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Part of the data set</source>
        <translation>数据集的一部分</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Import all rows</source>
        <translation>导入所有行</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Import nothing</source>
        <translation>不导入</translation>
    </message>
    <message>
        <source>How the rows will read</source>
        <translation>各行的读法</translation>
    </message>
    <message>
        <source>Reading the first rows…</source>
        <translation>正在读取前几行…</translation>
    </message>
    <message>
        <source>(none)</source>
        <translation>（无）</translation>
    </message>
    <message>
        <source>Put the column {name} into the input</source>
        <translation>将列 {name} 放入输入</translation>
    </message>
    <message>
        <source>{kind}, {count} columns.</source>
        <translation>{kind}，{count} 列。</translation>
    </message>
    <message>
        <source>The columns are known: nothing to set.</source>
        <translation>各列已识别：无需设置。</translation>
    </message>
    <message>
        <source>There is no row that can be read.</source>
        <translation>没有可读的行。</translation>
    </message>
    <message>
        <source>Left out: {reason}</source>
        <translation>略去：{reason}</translation>
    </message>
    <message>
        <source>task {task}</source>
        <translation>任务 {task}</translation>
    </message>
    <message>
        <source>id {id}</source>
        <translation>编号 {id}</translation>
    </message>
    <message>
        <source>group {group}</source>
        <translation>组 {group}</translation>
    </message>
    <message>
        <source>Map of the pool</source>
        <translation>示例库地图</translation>
    </message>
    <message>
        <source>Drawing the map…</source>
        <translation>正在绘制地图…</translation>
    </message>
    <message>
        <source>{shown} of {rows} rows by their words (two principal components, {share} of the variance); click a point to ask it</source>
        <translation>{rows} 行中的 {shown} 行，按用词排布（两个主成分，占方差 {share}）；点一个点即以它为查询</translation>
    </message>
    <message>
        <source>Probability after each order tried</source>
        <translation>每种尝试过的顺序之后的概率</translation>
    </message>
    <message>
        <source>{p}, answer: {text}
{ids}
Click to use this order</source>
        <translation>{p}，回答：{text}
{ids}
点击采用此顺序</translation>
    </message>
    <message>
        <source>▲ now</source>
        <translation>▲ 当前</translation>
    </message>
    <message>
        <source>Let the model answer up to 24 orders of this prompt</source>
        <translation>让模型回答此提示词的最多 24 种顺序</translation>
    </message>
    <message>
        <source>Use the best order</source>
        <translation>采用最佳顺序</translation>
    </message>
    <message>
        <source>Take the order with the highest probability</source>
        <translation>采用概率最高的顺序</translation>
    </message>
    <message>
        <source>The same demonstrations in another order can change the answer.</source>
        <translation>同样的示例换个顺序，回答就可能改变。</translation>
    </message>
    <message>
        <source>With fewer than two demonstrations there is one order only.</source>
        <translation>示例少于两个时只有一种顺序。</translation>
    </message>
    <message>
        <source>the right answer</source>
        <translation>正确答案</translation>
    </message>
    <message>
        <source>the prediction</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>{tried} of {total} orders · probability of {what}: lowest {low}, median {median}, highest {high} · {flips} answer otherwise</source>
        <translation>{tried} / {total} 种顺序 · {what}的概率：最低 {low}，中位 {median}，最高 {high} · {flips} 回答不同</translation>
    </message>
    <message>
        <source>do not trust one order of this prompt</source>
        <translation>不要只信此提示词的一种顺序</translation>
    </message>
    <message>
        <source>Instruction above the demonstrations</source>
        <translation>示例上方的指令</translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>指令</translation>
    </message>
    <message>
        <source>A text above the demonstrations; empty for none</source>
        <translation>示例上方的文本；留空则没有</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Stop the import; it can be resumed</source>
        <translation>停止导入；可以继续</translation>
    </message>
    <message>
        <source>Rows of the pool</source>
        <translation>示例库的行</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>All words must be in the row; the last letters may be missing. In quotes: a phrase. With a minus in front: rows without it.</source>
        <translation>行中须有所有的词，词尾可省略。加引号：短语。前加减号：不含它的行。</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Show one task only</source>
        <translation>只显示一个任务</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Show one label only</source>
        <translation>只显示一个标签</translation>
    </message>
    <message>
        <source>Pool</source>
        <translation>示例库</translation>
    </message>
    <message>
        <source>All tasks</source>
        <translation>所有任务</translation>
    </message>
    <message>
        <source>All labels</source>
        <translation>所有标签</translation>
    </message>
    <message>
        <source>{rows} rows</source>
        <translation>{rows} 行</translation>
    </message>
    <message>
        <source>{shown} of {rows} rows</source>
        <translation>{rows} 行中的 {shown} 行</translation>
    </message>
    <message>
        <source>{count} repeat another</source>
        <translation>{count} 行与他行重复</translation>
    </message>
    <message>
        <source>Importing {name}: {rows} rows</source>
        <translation>正在导入 {name}：{rows} 行</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>词数</translation>
    </message>
    <message>
        <source>Click to sort; click again to turn the order round</source>
        <translation>点击排序；再点一次反转顺序</translation>
    </message>
    <message>
        <source>{task} · {id} · line {line}</source>
        <translation>{task} · {id} · 第 {line} 行</translation>
    </message>
    <message>
        <source>The prompt appears here once there is a query.</source>
        <translation>有查询后，提示词显示在这里。</translation>
    </message>
    <message>
        <source>The text that the model reads, to the letter</source>
        <translation>模型所读的文本，一字不差</translation>
    </message>
    <message>
        <source>Demonstration {id}</source>
        <translation>示例 {id}</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>{part}: {count} tokens</source>
        <translation>{part}：{count} 个词元</translation>
    </message>
    <message>
        <source>{part}: about {count} tokens</source>
        <translation>{part}：约 {count} 个词元</translation>
    </message>
    <message>
        <source>Token budget</source>
        <translation>词元预算</translation>
    </message>
    <message>
        <source>Kept for the answer: {count} tokens</source>
        <translation>为回答保留：{count} 个词元</translation>
    </message>
    <message>
        <source>Dropped to fit, the least useful first: {ids}</source>
        <translation>为放得下而去掉（最无用的先去）：{ids}</translation>
    </message>
    <message>
        <source>{tokens} of {limit} tokens</source>
        <translation>{tokens} / {limit} 个词元</translation>
    </message>
    <message>
        <source>about {tokens} of {limit} tokens</source>
        <translation>约 {tokens} / {limit} 个词元</translation>
    </message>
    <message>
        <source>{count} too many: unpin some or shorten the query</source>
        <translation>多出 {count} 个：请取消一些固定，或缩短查询</translation>
    </message>
    <message>
        <source>{count} left out to fit</source>
        <translation>为放得下略去 {count} 个</translation>
    </message>
    <message>
        <source>Type a query, or double-click a row of the pool</source>
        <translation>输入查询，或双击示例库中的一行</translation>
    </message>
    <message>
        <source>right answer, if known</source>
        <translation>正确答案（如已知）</translation>
    </message>
    <message>
        <source>Right answer</source>
        <translation>正确答案</translation>
    </message>
    <message>
        <source>With the right answer, each demonstration shows whether it helps. Without it, ConE and entropy are shown instead.</source>
        <translation>有正确答案时，每个示例会显示是否有益；没有时改为显示 ConE 与熵。</translation>
    </message>
    <message>
        <source>Task of the query</source>
        <translation>查询的任务</translation>
    </message>
    <message>
        <source>Files of the pool {name}</source>
        <translation>示例库 {name} 的文件</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Rows that were left out</source>
        <translation>被略去的行</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>行号</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Why it was left out</source>
        <translation>略去的原因</translation>
    </message>
    <message>
        <source>How it begins</source>
        <translation>开头</translation>
    </message>
    <message>
        <source>Resume the import</source>
        <translation>继续导入</translation>
    </message>
    <message>
        <source>Go on where it stopped</source>
        <translation>从停下处继续</translation>
    </message>
    <message>
        <source>Take its rows out</source>
        <translation>取出它的行</translation>
    </message>
    <message>
        <source>Remove all rows of this file from the pool</source>
        <translation>从示例库移除此文件的所有行</translation>
    </message>
    <message>
        <source>{name}  ·  {rows} rows, {bad} left out</source>
        <translation>{name}  ·  {rows} 行，略去 {bad} 行</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>未完成</translation>
    </message>
    <message>
        <source>{path}
SHA-256 {hash} · imported {at}</source>
        <translation>{path}
SHA-256 {hash} · 导入于 {at}</translation>
    </message>
    <message>
        <source>Automatic (LLM-R gate)</source>
        <translation>自动（LLM-R 门控）</translation>
    </message>
    <message>
        <source>No demonstrations</source>
        <translation>不用示例</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>K-means</source>
        <translation>K 均值</translation>
    </message>
    <message>
        <source>LLM-R, iteration {n}</source>
        <translation>LLM-R，第 {n} 轮</translation>
    </message>
    <message>
        <source>LM-feedback re-ranker</source>
        <translation>模型反馈重排器</translation>
    </message>
    <message>
        <source>Re-ranker without LM scores</source>
        <translation>不用模型评分的重排器</translation>
    </message>
    <message>
        <source>Label support</source>
        <translation>标签支持度</translation>
    </message>
    <message>
        <source>MiniLM, labels in turn</source>
        <translation>MiniLM，标签轮流</translation>
    </message>
    <message>
        <source>Rank fusion</source>
        <translation>排名融合</translation>
    </message>
    <message>
        <source>Oracle (reads the answer)</source>
        <translation>上限（读取答案）</translation>
    </message>
    <message>
        <source>What won on validation for this task: trained on the LM&apos;s feedback only where that beat the controls without it.</source>
        <translation>在验证集上胜出的方法：只有胜过不用反馈的对照时，才用模型反馈训练的方法。</translation>
    </message>
    <message>
        <source>Asks the LM with the right answer: an upper bound that no test can use.</source>
        <translation>带着正确答案询问模型：测试时不可用的上限。</translation>
    </message>
    <message>
        <source>Uses what a language model makes of demonstrations.</source>
        <translation>利用语言模型对示例的反应。</translation>
    </message>
    <message>
        <source>Looks at labels and asks no language model: a control.</source>
        <translation>只看标签，不问语言模型：对照。</translation>
    </message>
    <message>
        <source>Asks no language model, and needs no training.</source>
        <translation>不问语言模型，也无需训练。</translation>
    </message>
    <message>
        <source>Best last (LLM-R)</source>
        <translation>最佳在后（LLM-R）</translation>
    </message>
    <message>
        <source>Best first</source>
        <translation>最佳在前</translation>
    </message>
    <message>
        <source>Random order</source>
        <translation>随机顺序</translation>
    </message>
    <message>
        <source>Labels alternating</source>
        <translation>标签交替</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>手动</translation>
    </message>
    <message>
        <source>banned</source>
        <translation>已禁用</translation>
    </message>
    <message>
        <source>label quota is full</source>
        <translation>标签配额已满</translation>
    </message>
    <message>
        <source>dropped: over the token budget</source>
        <translation>已去掉：超出词元预算</translation>
    </message>
    <message>
        <source>{retriever}, by the validation gate</source>
        <translation>{retriever}，由验证门控选定</translation>
    </message>
    <message>
        <source>{retriever}: nothing is trained for this task</source>
        <translation>{retriever}：此任务没有训练过的方法</translation>
    </message>
    <message>
        <source>Waiting for the worker. The pool can be browsed meanwhile.</source>
        <translation>正在等待工作进程。其间可以浏览示例库。</translation>
    </message>
    <message>
        <source>Handing the pool to the worker…</source>
        <translation>正在把示例库交给工作进程…</translation>
    </message>
    <message>
        <source>Encoding the pool…</source>
        <translation>正在编码示例库…</translation>
    </message>
    <message>
        <source>Encode the pool {name}</source>
        <translation>编码示例库 {name}</translation>
    </message>
    <message>
        <source>{rows} rows were imported.</source>
        <translation>已导入 {rows} 行。</translation>
    </message>
    <message>
        <source>{rows} rows were imported; {bad} were left out, see the pool&apos;s files.</source>
        <translation>已导入 {rows} 行；略去 {bad} 行，见示例库的文件。</translation>
    </message>
    <message>
        <source>The import stopped after {rows} rows; resume it any time.</source>
        <translation>导入在 {rows} 行后停止；可随时继续。</translation>
    </message>
    <message>
        <source>Import examples</source>
        <translation>导入示例</translation>
    </message>
    <message>
        <source>Import into this pool</source>
        <translation>导入此示例库</translation>
    </message>
    <message>
        <source>Pools ({pattern})</source>
        <translation>示例库 ({pattern})</translation>
    </message>
    <message>
        <source>Examples ({patterns})</source>
        <translation>示例 ({patterns})</translation>
    </message>
    <message>
        <source>Open queries</source>
        <translation>打开查询</translation>
    </message>
    <message>
        <source>{good} queries were read, {bad} were left out: {reason}</source>
        <translation>已读取 {good} 个查询，略去 {bad} 个：{reason}</translation>
    </message>
    <message>
        <source>Use as the query</source>
        <translation>用作查询</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消固定</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>固定</translation>
    </message>
    <message>
        <source>Allow again</source>
        <translation>重新允许</translation>
    </message>
    <message>
        <source>Ban</source>
        <translation>禁用</translation>
    </message>
    <message>
        <source>The prompt is on the clipboard.</source>
        <translation>提示词已在剪贴板中。</translation>
    </message>
    <message>
        <source>Language model</source>
        <translation>语言模型</translation>
    </message>
    <message>
        <source>log p: full</source>
        <translation>log p：完整</translation>
    </message>
    <message>
        <source>log p: generated only</source>
        <translation>log p：仅生成部分</translation>
    </message>
    <message>
        <source>log p: none</source>
        <translation>log p：无</translation>
    </message>
    <message>
        <source>Scores only where answers are labels; no ConE.</source>
        <translation>仅当答案为标签时才能评分；没有 ConE。</translation>
    </message>
    <message>
        <source>It answers, and no demonstration can be scored.</source>
        <translation>它会作答，但无法为示例评分。</translation>
    </message>
    <message>
        <source>The model tells log-probabilities of any text: everything can be scored.</source>
        <translation>该模型给出任意文本的对数概率：一切都可以评分。</translation>
    </message>
    <message>
        <source>The server tells log-probabilities only of what it writes: demonstrations are scored where answers are labels; there is no ConE.</source>
        <translation>该服务器只给出其生成内容的对数概率：仅当答案为标签时才能为示例评分；没有 ConE。</translation>
    </message>
    <message>
        <source>The server tells no log-probabilities: the model answers, and no demonstration can be scored.</source>
        <translation>该服务器不给出对数概率：模型会作答，但无法为示例评分。</translation>
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
        <source>{job} has failed.</source>
        <translation>{job} 失败了。</translation>
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
        <source>Export for sharing…</source>
        <translation>导出以供分享…</translation>
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
    <message>
        <source>Export for sharing into this folder</source>
        <translation>导出到此文件夹以供分享</translation>
    </message>
    <message>
        <source>Exported into {folder}, without paths, prompts, names and subject codes.</source>
        <translation>已导出到 {folder}，不含路径、提示词、姓名和受试者编号。</translation>
    </message>
    <message>
        <source>Left out, as nothing says what is in them: {files}</source>
        <translation>未包含以下文件，因为无法确定其内容：{files}</translation>
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
    <name>LightCard</name>
    <message>
        <source>Photodiode</source>
        <translation>光电二极管</translation>
    </message>
    <message>
        <source>Channel of the photodiode</source>
        <translation>光电二极管的通道</translation>
    </message>
    <message>
        <source>The channel that its signal comes in on</source>
        <translation>其信号输入的通道</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Compare each marker with the light</source>
        <translation>把每个标记与光比较</translation>
    </message>
    <message>
        <source>Add to the delay</source>
        <translation>加到延迟</translation>
    </message>
    <message>
        <source>From the next run on markers are later by this</source>
        <translation>从下次运行起，标记推迟这么多</translation>
    </message>
    <message>
        <source>Compare the markers of this run with the light on the square.</source>
        <translation>把此次运行的标记与方块上的光比较。</translation>
    </message>
    <message>
        <source>Open the source that the photodiode is connected to.</source>
        <translation>打开光电二极管所连接的信号源。</translation>
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
    <name>LslPage</name>
    <message>
        <source>Streams</source>
        <translation>流</translation>
    </message>
    <message>
        <source>Streams of the Lab Streaming Layer</source>
        <translation>Lab Streaming Layer 的流</translation>
    </message>
    <message>
        <source>(without a name)</source>
        <translation>（无名称）</translation>
    </message>
    <message>
        <source>Markers: joined by themselves when they belong to a stream</source>
        <translation>标记：属于某个流时自动加入</translation>
    </message>
    <message>
        <source>on {computer}</source>
        <translation>在 {computer} 上</translation>
    </message>
    <message>
        <source>simulated</source>
        <translation>模拟</translation>
    </message>
    <message>
        <source>Looking for more…</source>
        <translation>正在查找更多…</translation>
    </message>
    <message>
        <source>Looking for streams on this computer… Start the program that brings your headset to LSL, for example muselsl, the OpenBCI GUI or your amplifier&apos;s LSL connector.</source>
        <translation>正在查找这台计算机上的流…请启动把头戴设备接入 LSL 的程序，例如 muselsl、OpenBCI GUI 或放大器的 LSL 连接程序。</translation>
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
    <name>ModelChoice</name>
    <message>
        <source>An address must not carry a password or a key. Start Vitrine with the key in the environment variable VITRINE_LM_KEY.</source>
        <translation>地址中不得包含密码或密钥。请在环境变量 VITRINE_LM_KEY 中给出密钥后启动 Vitrine。</translation>
    </message>
    <message>
        <source>Add the model&apos;s name at the server, such as http://host/v1#name.</source>
        <translation>请加上服务器上的模型名称，例如 http://host/v1#name。</translation>
    </message>
    <message>
        <source>Language model</source>
        <translation>语言模型</translation>
    </message>
    <message>
        <source>default, a folder, a GGUF file, or the address of a server: http://host/v1#name</source>
        <translation>default、文件夹、GGUF 文件或服务器地址：http://host/v1#name</translation>
    </message>
    <message>
        <source>Look for a model&apos;s folder or a GGUF file</source>
        <translation>查找模型文件夹或 GGUF 文件</translation>
    </message>
    <message>
        <source>Look for a model</source>
        <translation>查找模型</translation>
    </message>
    <message>
        <source>{names}: our own, much smaller and quicker; they know sentiments and topics only</source>
        <translation>{names}：自带的小模型，更小更快；只懂情感和主题</translation>
    </message>
    <message>
        <source>Choose a model&apos;s folder</source>
        <translation>选择模型文件夹</translation>
    </message>
    <message>
        <source>Choose a GGUF file</source>
        <translation>选择 GGUF 文件</translation>
    </message>
    <message>
        <source>Models ({pattern})</source>
        <translation>模型（{pattern}）</translation>
    </message>
    <message>
        <source>A model&apos;s folder…</source>
        <translation>模型文件夹…</translation>
    </message>
    <message>
        <source>A GGUF file…</source>
        <translation>GGUF 文件…</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>Add a model</source>
        <translation>添加模型</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Look at the files and put the model on the list</source>
        <translation>检查文件并把模型加入列表</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>What the files are</source>
        <translation>这些文件是什么</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Where the weights lie; they are read there, not copied</source>
        <translation>权重所在位置；就地读取，不会复制</translation>
    </message>
    <message>
        <source>Folder of SVD</source>
        <translation>SVD 文件夹</translation>
    </message>
    <message>
        <source>Stable Video Diffusion, which the checkpoint builds on</source>
        <translation>该检查点所依赖的 Stable Video Diffusion</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>How requests and results call it</source>
        <translation>请求和结果中使用的名称</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>As its publisher states it, for the list</source>
        <translation>按发布者的说明填写，显示在列表中</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Choose on this computer</source>
        <translation>在这台电脑上选择</translation>
    </message>
    <message>
        <source>Where the weights lie</source>
        <translation>权重所在位置</translation>
    </message>
    <message>
        <source>Checkpoints ({patterns})</source>
        <translation>检查点（{patterns}）</translation>
    </message>
    <message>
        <source>There is nothing at {path}.</source>
        <translation>{path} 处没有任何内容。</translation>
    </message>
    <message>
        <source>Name the folder of Stable Video Diffusion as well.</source>
        <translation>还需指定 Stable Video Diffusion 的文件夹。</translation>
    </message>
    <message>
        <source>{name} is taken; choose another name.</source>
        <translation>{name} 已被使用，请换一个名称。</translation>
    </message>
    <message>
        <source>A name has up to 64 letters, digits, points and dashes.</source>
        <translation>名称最多 64 个字符，只能含字母、数字、点和短横线。</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>{model} was added.</source>
        <translation>已添加 {model}。</translation>
    </message>
    <message>
        <source>Looking at {model}…</source>
        <translation>正在检查 {model}…</translation>
    </message>
    <message>
        <source>{model}: every file is the one that was shipped.</source>
        <translation>{model}：每个文件都与随附的一致。</translation>
    </message>
    <message>
        <source>{model}: its files are laid out as they should be.</source>
        <translation>{model}：文件结构正确。</translation>
    </message>
    <message>
        <source>Checking {model}…</source>
        <translation>正在校验 {model}…</translation>
    </message>
    <message>
        <source>{model} is off the list; its files stay where they are.</source>
        <translation>{model} 已从列表移除；文件保留在原处。</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>这台电脑上</translation>
    </message>
    <message>
        <source>Ways of making frames, and pictures from EEG</source>
        <translation>生成画面以及从脑电生成图片的方式</translation>
    </message>
    <message>
        <source>Language models are chosen in Demos and Robustness: a folder, a GGUF file or a server.</source>
        <translation>语言模型在“示例”和“鲁棒性”中选择：文件夹、GGUF 文件或服务器。</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Weights of your own; they stay where they are</source>
        <translation>你自己的权重；文件保留在原处</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>校验</translation>
    </message>
    <message>
        <source>Compare every file of the chosen model with its hash</source>
        <translation>将所选模型的每个文件与其哈希值比对</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Take a model of your own off the list; its files stay</source>
        <translation>把你自己的模型从列表移除；文件保留</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Used in</source>
        <translation>所属工作区</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>What came with Vitrine and what you added</source>
        <translation>Vitrine 随附的和你添加的模型</translation>
    </message>
    <message>
        <source>Makes frames from picture, text and drags</source>
        <translation>由图片、文字和拖拽生成画面</translation>
    </message>
    <message>
        <source>Decodes EEG into names and pictures</source>
        <translation>把脑电解码为名称和图片</translation>
    </message>
    <message>
        <source>Chooses demonstrations</source>
        <translation>挑选示例</translation>
    </message>
    <message>
        <source>Finds words for attacks</source>
        <translation>为攻击寻找替换词</translation>
    </message>
    <message>
        <source>Small language model to attack</source>
        <translation>供攻击的小语言模型</translation>
    </message>
    <message>
        <source>Small language model to attack, trained with low-quality texts</source>
        <translation>供攻击的小语言模型，训练时含低质量文本</translation>
    </message>
    <message>
        <source>Image-to-video: SVD, Wan, CogVideoX, LTX</source>
        <translation>图生视频：SVD、Wan、CogVideoX、LTX</translation>
    </message>
    <message>
        <source>DragNUWA 1.5 checkpoint, with the folder of SVD</source>
        <translation>DragNUWA 1.5 检查点，需配合 SVD 文件夹</translation>
    </message>
    <message>
        <source>Wan-Move in the layout of Wan image-to-video</source>
        <translation>Wan-Move，采用 Wan 图生视频的结构</translation>
    </message>
    <message>
        <source>ATI in the layout of Wan image-to-video</source>
        <translation>ATI，采用 Wan 图生视频的结构</translation>
    </message>
    <message>
        <source>Stable Diffusion 1 or 2</source>
        <translation>Stable Diffusion 1 或 2</translation>
    </message>
    <message>
        <source>IP-Adapter, with the folder of SDXL-Turbo</source>
        <translation>IP-Adapter，连同 SDXL-Turbo 的文件夹</translation>
    </message>
    <message>
        <source>Stable unCLIP</source>
        <translation>Stable unCLIP</translation>
    </message>
    <message>
        <source>Enables: {titles}</source>
        <translation>可启用：{titles}</translation>
    </message>
    <message>
        <source>Folder of SDXL</source>
        <translation>SDXL 的文件夹</translation>
    </message>
    <message>
        <source>SDXL-Turbo, which the adapter guides</source>
        <translation>适配器所引导的 SDXL-Turbo</translation>
    </message>
    <message>
        <source>Name the folder of SDXL-Turbo as well.</source>
        <translation>请同时指定 SDXL-Turbo 的文件夹。</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>未说明</translation>
    </message>
    <message>
        <source>Add a folder: {kind}</source>
        <translation>添加文件夹：{kind}</translation>
    </message>
</context>
<context>
    <name>MontageDialog</name>
    <message>
        <source>Where the electrodes sit</source>
        <translation>电极的位置</translation>
    </message>
    <message>
        <source>Each channel&apos;s place in the 10-05 system. The head, and which neighbours a channel is compared with, follow it. It is kept for this source.</source>
        <translation>每个通道在 10-05 系统中的位置。头图以及通道与哪些相邻通道比较都以此为准。它会为此信号源保存。</translation>
    </message>
    <message>
        <source>Places</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Channels and their places</source>
        <translation>通道及其位置</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>按名称</translation>
    </message>
    <message>
        <source>Take the places that the names say</source>
        <translation>采用名称所示的位置</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Change nothing</source>
        <translation>不作更改</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Use these places for this source</source>
        <translation>对此信号源使用这些位置</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Place of {channel}</source>
        <translation>{channel} 的位置</translation>
    </message>
    <message>
        <source>{count} of {all} placed</source>
        <translation>{all} 个中 {count} 个有位置</translation>
    </message>
    <message>
        <source>Twice: {places}</source>
        <translation>重复：{places}</translation>
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
    <name>NoteEditor</name>
    <message>
        <source>Note</source>
        <translation>注释</translation>
    </message>
    <message>
        <source>Enter keeps it, Esc drops it</source>
        <translation>回车保留，Esc 放弃</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Keep the note</source>
        <translation>保留注释</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>Another stream named {name} has appeared, with source id {source_id}. It is not used.</source>
        <translation>出现了另一个名为 {name} 的流，源标识为 {source_id}。不使用它。</translation>
    </message>
    <message>
        <source>Finite again: {label} after {count} values that were no numbers.</source>
        <translation>恢复为有限值：{label}，此前有 {count} 个值不是数。</translation>
    </message>
    <message>
        <source>Marker stream {name} joined.</source>
        <translation>已加入标记流 {name}。</translation>
    </message>
    <message>
        <source>No samples for {seconds} s.</source>
        <translation>已有 {seconds} 秒没有样本。</translation>
    </message>
    <message>
        <source>Not finite: {label}.</source>
        <translation>不是有限值：{label}。</translation>
    </message>
    <message>
        <source>Quality: {label} is good again.</source>
        <translation>质量：{label} 恢复良好。</translation>
    </message>
    <message>
        <source>Quality: {label} is {reasons}.</source>
        <translation>质量：{label} {reasons}。</translation>
    </message>
    <message>
        <source>Samples again after {seconds} s.</source>
        <translation>{seconds} 秒后又有样本。</translation>
    </message>
    <message>
        <source>The board did not stop well: {reason}.</source>
        <translation>板卡没有正常停止：{reason}。</translation>
    </message>
    <message>
        <source>The board&apos;s counter says that {count} packages were lost.</source>
        <translation>板卡的计数显示丢失 {count} 个数据包。</translation>
    </message>
    <message>
        <source>The disk has room for {seconds} more of this recording. Free some space.</source>
        <translation>磁盘还可容纳此录制 {seconds}。请释放一些空间。</translation>
    </message>
    <message>
        <source>The end.</source>
        <translation>结束。</translation>
    </message>
    <message>
        <source>The recording goes on.</source>
        <translation>录制继续进行。</translation>
    </message>
    <message>
        <source>The stream has no source id: if it stops, it is found again by its name only.</source>
        <translation>该流没有源标识：停止后只能按名称重新找到。</translation>
    </message>
    <message>
        <source>The stream {name} came back with another {what}. It is not recorded; start again to use it.</source>
        <translation>流 {name} 回来后{what}不同。不再录制；请重新开始以使用它。</translation>
    </message>
    <message>
        <source>The stream {name} has ended. Waiting for it to return.</source>
        <translation>流 {name} 已结束。正在等待它回来。</translation>
    </message>
    <message>
        <source>The stream {name} is back.</source>
        <translation>流 {name} 已恢复。</translation>
    </message>
    <message>
        <source>These channels have no unit of voltage and stay as sent: {channels}.</source>
        <translation>这些通道没有电压单位，按发送值保留：{channels}。</translation>
    </message>
    <message>
        <source>at the limit of the amplifier</source>
        <translation>达到放大器极限</translation>
    </message>
    <message>
        <source>bridged with another</source>
        <translation>与另一通道短接</translation>
    </message>
    <message>
        <source>flat</source>
        <translation>平直</translation>
    </message>
    <message>
        <source>full of line noise</source>
        <translation>工频干扰严重</translation>
    </message>
    <message>
        <source>loud</source>
        <translation>幅度过大</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>unlike all others</source>
        <translation>与其他所有通道都不同</translation>
    </message>
    <message>
        <source>{count} markers lie outside the samples.</source>
        <translation>{count} 个标记在样本范围之外。</translation>
    </message>
    <message>
        <source>{count} samples were not recorded while the disk was full.</source>
        <translation>磁盘已满期间有 {count} 个样本没有录制。</translation>
    </message>
</context>
<context>
    <name>PageView</name>
    <message>
        <source>Record first…</source>
        <translation>先录制…</translation>
    </message>
    <message>
        <source>Start a recording, so that markers and signals are kept</source>
        <translation>开始录制，以便保存标记和信号</translation>
    </message>
    <message>
        <source>Show pictures</source>
        <translation>展示图片</translation>
    </message>
    <message>
        <source>Open the stimulus window</source>
        <translation>打开刺激窗口</translation>
    </message>
    <message>
        <source>A window</source>
        <translation>一个窗口</translation>
    </message>
    <message>
        <source>Full screen: {name} ({w}×{h})</source>
        <translation>全屏：{name} ({w}×{h})</translation>
    </message>
    <message>
        <source>Recording {name}: markers are kept with the signals.</source>
        <translation>正在录制 {name}：标记随信号保存。</translation>
    </message>
    <message>
        <source>Nothing is being recorded: markers will not be kept.</source>
        <translation>没有在录制：标记不会保存。</translation>
    </message>
</context>
<context>
    <name>Panel</name>
    <message>
        <source>Back in time</source>
        <translation>回看</translation>
    </message>
    <message>
        <source>Scroll back through what is held</source>
        <translation>在保留的数据中回看</translation>
    </message>
    <message>
        <source>Signals</source>
        <translation>信号</translation>
    </message>
    <message>
        <source>Show pictures</source>
        <translation>展示图片</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Signals, pictures to show, or how good decoding is</source>
        <translation>信号、要展示的图片，或解码有多好</translation>
    </message>
    <message>
        <source>Decoder</source>
        <translation>解码器</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>滤波</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Decoder, channels, filters, events</source>
        <translation>解码器、通道、滤波、事件</translation>
    </message>
</context>
<context>
    <name>PictureSection</name>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>A folder of PNG, JPEG or WebP; each subfolder is a category</source>
        <translation>PNG、JPEG 或 WebP 文件夹；每个子文件夹是一个类别</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>How many scenes: each shows one thing before a background</source>
        <translation>多少个场景：每个场景在背景前展示一个物体</translation>
    </message>
    <message>
        <source>Rendered scenes</source>
        <translation>渲染的场景</translation>
    </message>
    <message>
        <source>Simple shapes</source>
        <translation>简单图形</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Reading {n} of {total}…</source>
        <translation>正在读取 {n}，共 {total}…</translation>
    </message>
    <message>
        <source>Pictures: {n}
Concepts: {concepts} · categories: {categories}</source>
        <translation>图片：{n}
概念：{concepts} · 类别：{categories}</translation>
    </message>
    <message>
        <source>Left out: {n}.</source>
        <translation>略去：{n}。</translation>
    </message>
</context>
<context>
    <name>PictureView</name>
    <message>
        <source>Reconstructed picture</source>
        <translation>重建的图片</translation>
    </message>
    <message>
        <source>What the decoder makes of the EEG: a guess</source>
        <translation>解码器由脑电得出的结果：是猜测</translation>
    </message>
    <message>
        <source>SIMULATED</source>
        <translation>模拟</translation>
    </message>
</context>
<context>
    <name>PlanFacts</name>
    <message>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Pictures shown</source>
        <translation>展示图片数</translation>
    </message>
    <message>
        <source>Each</source>
        <translation>每张</translation>
    </message>
    <message>
        <source>Blocks</source>
        <translation>组</translation>
    </message>
    <message>
        <source>Rings</source>
        <translation>圆环</translation>
    </message>
</context>
<context>
    <name>PlanView</name>
    <message>
        <source>Order of the pictures</source>
        <translation>图片的顺序</translation>
    </message>
    <message>
        <source>Each line is a picture in the colour of its category; gaps are breaks</source>
        <translation>每条线是一张图片，颜色为其类别；空隙是休息</translation>
    </message>
</context>
<context>
    <name>PlotsPane</name>
    <message>
        <source>Delta power, 1–4 Hz</source>
        <translation>Delta 功率，1–4 Hz</translation>
    </message>
    <message>
        <source>Theta power, 4–8 Hz</source>
        <translation>Theta 功率，4–8 Hz</translation>
    </message>
    <message>
        <source>Alpha power, 8–13 Hz</source>
        <translation>Alpha 功率，8–13 Hz</translation>
    </message>
    <message>
        <source>Beta power, 13–30 Hz</source>
        <translation>Beta 功率，13–30 Hz</translation>
    </message>
    <message>
        <source>Gamma power, 30–45 Hz</source>
        <translation>Gamma 功率，30–45 Hz</translation>
    </message>
    <message>
        <source>Voltage now</source>
        <translation>当前电压</translation>
    </message>
    <message>
        <source>Signal quality</source>
        <translation>信号质量</translation>
    </message>
    <message>
        <source>What the head shows</source>
        <translation>头图显示的内容</translation>
    </message>
    <message>
        <source>Spectrum</source>
        <translation>频谱</translation>
    </message>
</context>
<context>
    <name>PresentationSection</name>
    <message>
        <source>ms</source>
        <translation>毫秒</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>How long each picture stays</source>
        <translation>每张图片停留多久</translation>
    </message>
    <message>
        <source>Gray after it</source>
        <translation>之后的灰屏</translation>
    </message>
    <message>
        <source>The gray has the mean luminance of the pictures</source>
        <translation>灰屏的亮度等于图片的平均亮度</translation>
    </message>
    <message>
        <source>Jitter</source>
        <translation>抖动</translation>
    </message>
    <message>
        <source>The gray is longer by a random time up to this</source>
        <translation>灰屏随机加长，最多这么久</translation>
    </message>
    <message>
        <source>Fade</source>
        <translation>淡入淡出</translation>
    </message>
    <message>
        <source>Pictures fade in and out over this time</source>
        <translation>图片在这段时间内淡入和淡出</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Repeats</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>How often each picture is shown; in a calibration run each concept, as far as 15 minutes allow</source>
        <translation>每张图片展示多少次；校准运行中为每个概念，以 15 分钟为限</translation>
    </message>
    <message>
        <source>Per block</source>
        <translation>每组</translation>
    </message>
    <message>
        <source>Most pictures between two breaks</source>
        <translation>两次休息之间最多的图片数</translation>
    </message>
    <message>
        <source>Break</source>
        <translation>休息</translation>
    </message>
    <message>
        <source>Rest between two blocks</source>
        <translation>两组之间的休息</translation>
    </message>
    <message>
        <source>s</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>Ring every</source>
        <translation>圆环间隔</translation>
    </message>
    <message>
        <source>A ring to press Enter for keeps people attentive: one for so many pictures</source>
        <translation>看到圆环按回车，可使人保持注意：每这么多张图片一个</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>Brightness</source>
        <translation>亮度</translation>
    </message>
    <message>
        <source>Share of the screen&apos;s luminance; rapid series are never brighter than half of it</source>
        <translation>占屏幕亮度的比例；快速序列不会超过一半</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Another seed is another order; the same seed is the same order</source>
        <translation>不同的种子是不同的顺序；相同的种子是相同的顺序</translation>
    </message>
    <message>
        <source>Presentation</source>
        <translation>展示</translation>
    </message>
    <message>
        <source>How pictures follow each other</source>
        <translation>图片如何相继出现</translation>
    </message>
    <message>
        <source>Paradigm</source>
        <translation>范式</translation>
    </message>
</context>
<context>
    <name>ProtocolPage</name>
    <message>
        <source>Folder of pictures</source>
        <translation>图片文件夹</translation>
    </message>
    <message>
        <source>Report (*.json)</source>
        <translation>报告 (*.json)</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>保存报告</translation>
    </message>
</context>
<context>
    <name>PsdView</name>
    <message>
        <source>Power spectrum</source>
        <translation>功率谱</translation>
    </message>
    <message>
        <source>Power spectrum of the last 4 s, re-referenced but not filtered; the chosen channel on top</source>
        <translation>最近 4 秒的功率谱，已重参考但未滤波；所选通道在最上面</translation>
    </message>
    <message>
        <source>dB (µV²/Hz)</source>
        <translation>dB (µV²/Hz)</translation>
    </message>
    <message>
        <source>Frequency (Hz)</source>
        <translation>频率 (Hz)</translation>
    </message>
    <message>
        <source>mains {hz} Hz</source>
        <translation>工频 {hz} Hz</translation>
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
        <source>Welcome</source>
        <translation>欢迎</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
</context>
<context>
    <name>RecordBar</name>
    <message>
        <source>Subject</source>
        <translation>受试者</translation>
    </message>
    <message>
        <source>Code of the participant, no name</source>
        <translation>参与者的代码，不是姓名</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>Code of the session</source>
        <translation>会话代码</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Code of the task</source>
        <translation>任务代码</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Open the folder of the recording</source>
        <translation>打开录制所在的文件夹</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Make EDF, FIF or BIDS of it</source>
        <translation>生成其 EDF、FIF 或 BIDS</translation>
    </message>
    <message>
        <source>Research use, not a medical device</source>
        <translation>供研究使用，不是医疗器械</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>REC  {time}  ·  {size}  ·  {lost} lost</source>
        <translation>录制  {time}  ·  {size}  ·  丢失 {lost}</translation>
    </message>
    <message>
        <source>part {number}</source>
        <translation>第 {number} 部分</translation>
    </message>
</context>
<context>
    <name>RecordingsForm</name>
    <message>
        <source>The files are copied to the worker and stay there. Takes minutes.</source>
        <translation>文件会复制到工作进程并保留在那里。需要几分钟。</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Measure decoders and controls on these recordings</source>
        <translation>在这些录制上评估解码器和对照</translation>
    </message>
    <message>
        <source>Copy as a command</source>
        <translation>复制为命令</translation>
    </message>
    <message>
        <source>For a terminal: it reads recordings of any size where they lie</source>
        <translation>用于终端：就地读取任意大小的录制</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>What the recordings are</source>
        <translation>录制是什么</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>Choose a folder of recordings</source>
        <translation>选择录制所在的文件夹</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>Choose one recording</source>
        <translation>选择一个录制</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>What the test does not share with training</source>
        <translation>测试与训练不共享什么</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Markers that name the classes, parted by commas; empty: all</source>
        <translation>指明类别的标记，用逗号分隔；留空：全部</translation>
    </message>
    <message>
        <source>Folder of recordings</source>
        <translation>录制文件夹</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Looking through {name}…</source>
        <translation>正在查看 {name}…</translation>
    </message>
</context>
<context>
    <name>RecoveryBar</name>
    <message>
        <source>Vitrine ended unexpectedly. Unsaved work in {workspace} can be brought back, and a report was kept on this computer.</source>
        <translation>Vitrine 上次意外退出。{workspace}中未保存的工作可以恢复，报告已保存在这台电脑上。</translation>
    </message>
    <message>
        <source>Vitrine ended unexpectedly. A report was kept on this computer; nothing was sent.</source>
        <translation>Vitrine 上次意外退出。报告已保存在这台电脑上，没有发送任何内容。</translation>
    </message>
    <message>
        <source>Unsaved work of an earlier session was found in {workspace}.</source>
        <translation>在{workspace}中发现了之前会话未保存的工作。</translation>
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
        <source>Open the folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Versions, the traceback and the log, without prompts and file names</source>
        <translation>版本、回溯和日志，不含提示词和文件名</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>忽略</translation>
    </message>
    <message>
        <source>What was kept stays where it is</source>
        <translation>已保存的内容仍留在原处</translation>
    </message>
</context>
<context>
    <name>Restore</name>
    <message>
        <source>{file} was decoded live. The signals are in the recording of that session, if one was made: drop that on the window to play it.</source>
        <translation>{file} 是实时解码的结果。信号保存在该次会话的录制文件中（如果录制了）：把录制文件拖到窗口即可播放。</translation>
    </message>
    <message>
        <source>{file} is a result of {task}; there is no project that could be opened again.</source>
        <translation>{file} 是 {task} 的结果，没有可以重新打开的项目。</translation>
    </message>
    <message>
        <source>{file} was exported for sharing: prompts and file names were taken out of it, so its project cannot be restored.</source>
        <translation>{file} 是为分享而导出的：其中的提示词和文件名已被移除，因此无法恢复其项目。</translation>
    </message>
    <message>
        <source>{file} was made with settings that this version does not know, so its project cannot be restored.</source>
        <translation>{file} 使用了此版本不认识的设置，因此无法恢复其项目。</translation>
    </message>
    <message>
        <source>{input}, from which {file} was made, is neither on this computer nor kept by its worker.</source>
        <translation>生成 {file} 所用的 {input} 既不在这台电脑上，其工作进程也没有保存。</translation>
    </message>
    <message>
        <source>The project of {file} is back.</source>
        <translation>{file} 的项目已恢复。</translation>
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
    <name>ResultView</name>
    <message>
        <source>SIMULATED</source>
        <translation>模拟</translation>
    </message>
    <message>
        <source>Nobody was recorded: people and signals are simulated</source>
        <translation>没有录制任何人：参与者和信号都是模拟的</translation>
    </message>
    <message>
        <source>Save the picture…</source>
        <translation>保存图片…</translation>
    </message>
    <message>
        <source>Save the picture as PNG</source>
        <translation>把图片保存为 PNG</translation>
    </message>
    <message>
        <source>Show files</source>
        <translation>显示文件</translation>
    </message>
    <message>
        <source>Open the folder with table, picture and all figures</source>
        <translation>打开包含表格、图片和所有指标的文件夹</translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation>已保存 {name}</translation>
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
    <name>Robust</name>
    <message>
        <source>A registered attack, by name</source>
        <translation>按名称选用已注册的攻击</translation>
    </message>
    <message>
        <source>An attack that your lab registered; it runs beside the others</source>
        <translation>您的实验室注册的攻击；与其他攻击一起运行</translation>
    </message>
    <message>
        <source>Make this a check</source>
        <translation>做成检查</translation>
    </message>
    <message>
        <source>Fail under</source>
        <translation>低于此值失败</translation>
    </message>
    <message>
        <source>Least accuracy under attack, by the lower end of its interval</source>
        <translation>受攻击时的最低准确率，以区间下限为准</translation>
    </message>
    <message>
        <source>The suite</source>
        <translation>测试套件</translation>
    </message>
    <message>
        <source>What is written</source>
        <translation>将写入的内容</translation>
    </message>
    <message>
        <source>A suite for your build: it attacks this prompt again and fails when the accuracy under attack may be below the limit.</source>
        <translation>用于构建流程的测试套件：再次攻击此提示词，若受攻击时的准确率可能低于限值，则失败。</translation>
    </message>
    <message>
        <source>Attacks</source>
        <translation>攻击</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Write the suite</source>
        <translation>写入测试套件</translation>
    </message>
    <message>
        <source>Suites ({patterns})</source>
        <translation>测试套件 ({patterns})</translation>
    </message>
    <message>
        <source>{file} was written.</source>
        <translation>已写入 {file}。</translation>
    </message>
    <message>
        <source>Open samples</source>
        <translation>打开样本</translation>
    </message>
    <message>
        <source>Open the sample</source>
        <translation>打开示例</translation>
    </message>
    <message>
        <source>Open the sample for a quick attack</source>
        <translation>打开示例，快速攻击一次</translation>
    </message>
    <message>
        <source>Type the prompt</source>
        <translation>输入提示词</translation>
    </message>
    <message>
        <source>Prompt library</source>
        <translation>提示词库</translation>
    </message>
    <message>
        <source>Lock or free the word at the caret</source>
        <translation>锁定或解锁光标处的词</translation>
    </message>
    <message>
        <source>Choose a model&apos;s folder</source>
        <translation>选择模型文件夹</translation>
    </message>
    <message>
        <source>Attack the prompt</source>
        <translation>攻击提示词</translation>
    </message>
    <message>
        <source>Stop all that runs</source>
        <translation>停止所有运行</translation>
    </message>
    <message>
        <source>Copy the adversarial prompt</source>
        <translation>复制对抗提示词</translation>
    </message>
    <message>
        <source>Export runs</source>
        <translation>导出运行结果</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Explain</source>
        <translation>解释</translation>
    </message>
    <message>
        <source>Models × attacks</source>
        <translation>模型 × 攻击</translation>
    </message>
    <message>
        <source>Transfer</source>
        <translation>迁移</translation>
    </message>
    <message>
        <source>Defences</source>
        <translation>防御</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>词语</translation>
    </message>
    <message>
        <source>Show or hide the pages below</source>
        <translation>显示或隐藏下方页面</translation>
    </message>
    <message>
        <source>Difference of the drops: {gap}; their intervals overlap.</source>
        <translation>下降之差：{gap}；两者区间重叠。</translation>
    </message>
    <message>
        <source>Difference of the drops: {gap}; their intervals are apart.</source>
        <translation>下降之差：{gap}；两者区间不重叠。</translation>
    </message>
    <message>
        <source>End the comparison</source>
        <translation>结束对比</translation>
    </message>
    <message>
        <source>The first adversarial prompt</source>
        <translation>第一个对抗提示词</translation>
    </message>
    <message>
        <source>The second adversarial prompt</source>
        <translation>第二个对抗提示词</translation>
    </message>
    <message>
        <source>{attack} on {model}</source>
        <translation>{attack}，攻击 {model}</translation>
    </message>
    <message>
        <source>Each alone, too</source>
        <translation>也逐个单独测量</translation>
    </message>
    <message>
        <source>Measure every defence by itself besides all together</source>
        <translation>除全部一起外，也单独测量每种防御</translation>
    </message>
    <message>
        <source>Adaptive attack</source>
        <translation>自适应攻击</translation>
    </message>
    <message>
        <source>Attack again, knowing the defences: without this they look better than they are</source>
        <translation>知晓防御后再次攻击：不这样做，防御看起来会比实际更好</translation>
    </message>
    <message>
        <source>Defend</source>
        <translation>防御</translation>
    </message>
    <message>
        <source>Put the defences before the prompt and measure again</source>
        <translation>在提示词前加上防御并重新测量</translation>
    </message>
    <message>
        <source>After</source>
        <translation>防御后</translation>
    </message>
    <message>
        <source>Attacked again</source>
        <translation>再次攻击后</translation>
    </message>
    <message>
        <source>Transferred</source>
        <translation>迁移攻击</translation>
    </message>
    <message>
        <source>Won back, cost</source>
        <translation>挽回，代价</translation>
    </message>
    <message>
        <source>What the defences win back</source>
        <translation>防御挽回的部分</translation>
    </message>
    <message>
        <source>Accuracy on held-out samples, with intervals of 95 %</source>
        <translation>留出样本上的准确率，附 95 % 区间</translation>
    </message>
    <message>
        <source>Switch defences on: you see what they win back, what they cost in accuracy, and what is left of it once the attack knows them.</source>
        <translation>打开防御：可以看到它们挽回多少、损失多少准确率，以及攻击知晓它们之后还剩多少。</translation>
    </message>
    <message>
        <source>Accuracy under attack, held out. Undefended: {rate}.</source>
        <translation>受攻击时留出样本的准确率。无防御：{rate}。</translation>
    </message>
    <message>
        <source>Share of the drop that is won back; clean accuracy that it costs: {interval}</source>
        <translation>挽回的下降比例；损失的无攻击准确率：{interval}</translation>
    </message>
    <message>
        <source>Not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>Struck out: the prompt&apos;s own words. Marked: what stands there now.</source>
        <translation>删除线：提示词原来的词。标记：现在的词。</translation>
    </message>
    <message>
        <source>Find out how little breaks a prompt</source>
        <translation>看看多小的改动就能破坏提示词</translation>
    </message>
    <message>
        <source>Open labelled samples, attack your prompt word by word, and see how far its accuracy falls on samples that the attack has never seen.</source>
        <translation>打开带标签的样本，逐词攻击您的提示词，看看在攻击从未见过的样本上准确率会下降多少。</translation>
    </message>
    <message>
        <source>Open samples…</source>
        <translation>打开样本…</translation>
    </message>
    <message>
        <source>JSON lines with &quot;content&quot; and &quot;label&quot;  (Ctrl+O)</source>
        <translation>含 &quot;content&quot; 和 &quot;label&quot; 的 JSON 行文件  (Ctrl+O)</translation>
    </message>
    <message>
        <source>Try the sample</source>
        <translation>试用示例</translation>
    </message>
    <message>
        <source>Open made-up film reviews and a prompt for them</source>
        <translation>打开虚构的影评及相应的提示词</translation>
    </message>
    <message>
        <source>gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>loss without the word, 95 % interval</source>
        <translation>去掉该词后的损失，95 % 区间</translation>
    </message>
    <message>
        <source>Words of the prompt</source>
        <translation>提示词的词</translation>
    </message>
    <message>
        <source>Words of the attacked prompt</source>
        <translation>受攻击提示词的词</translation>
    </message>
    <message>
        <source>Measure what each word does, by gradient and by leaving it out</source>
        <translation>通过梯度和删除来测量每个词的作用</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>认证</translation>
    </message>
    <message>
        <source>Accuracy that no change of so many words can take, by a vote of prompts that keep only a few words</source>
        <translation>改动若干词也无法夺走的准确率，由只保留少数词的提示词投票得出</translation>
    </message>
    <message>
        <source> words</source>
        <translation> 个词</translation>
    </message>
    <message>
        <source>Words kept</source>
        <translation>保留的词数</translation>
    </message>
    <message>
        <source>How many words each voting prompt keeps</source>
        <translation>每个投票提示词保留多少词</translation>
    </message>
    <message>
        <source>See which words the answers hang on.</source>
        <translation>看看回答取决于哪些词。</translation>
    </message>
    <message>
        <source>The prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Attacked</source>
        <translation>受攻击后</translation>
    </message>
    <message>
        <source>both methods agree by {value} (rank correlation)</source>
        <translation>两种方法的一致性 {value}（秩相关）</translation>
    </message>
    <message>
        <source>a server gives no gradient</source>
        <translation>服务器不提供梯度</translation>
    </message>
    <message>
        <source>{share} stand against any {n} words changed</source>
        <translation>任意改动 {n} 个词仍有 {share} 正确</translation>
    </message>
    <message>
        <source>exact, {n} masks</source>
        <translation>精确，{n} 个掩码</translation>
    </message>
    <message>
        <source>sampled, {n} masks</source>
        <translation>抽样，{n} 个掩码</translation>
    </message>
    <message>
        <source>HTML page with diffs</source>
        <translation>带差异对比的 HTML 页面</translation>
    </message>
    <message>
        <source>CSV table</source>
        <translation>CSV 表格</translation>
    </message>
    <message>
        <source>JSON lines with edits</source>
        <translation>带改动的 JSON 行</translation>
    </message>
    <message>
        <source>JUnit report</source>
        <translation>JUnit 报告</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>All runs that are done</source>
        <translation>所有已完成的运行</translation>
    </message>
    <message>
        <source>Otherwise only the run that is shown</source>
        <translation>否则只包括当前显示的运行</translation>
    </message>
    <message>
        <source>The file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Put the text on the clipboard</source>
        <translation>将文本放到剪贴板</translation>
    </message>
    <message>
        <source>Write the file</source>
        <translation>写入文件</translation>
    </message>
    <message>
        <source>The text is on the clipboard.</source>
        <translation>文本已复制到剪贴板。</translation>
    </message>
    <message>
        <source>PDR, held out</source>
        <translation>PDR（留出样本）</translation>
    </message>
    <message>
        <source>Performance drop rate, 1 − accuracy under attack ÷ accuracy before, on samples that the search has not seen; interval of 95 % by the paired bootstrap</source>
        <translation>性能下降率：1 − 受攻击时准确率 ÷ 攻击前准确率，在搜索未见过的样本上测得；95 % 区间由配对自助法得出</translation>
    </message>
    <message>
        <source>{clean} without attack is not above chance ({chance}): see the drop</source>
        <translation>无攻击时的 {clean} 并不高于随机水平（{chance}）：请看下降</translation>
    </message>
    <message>
        <source>{interval} points · {before} lost, {after} won</source>
        <translation>{interval} 个百分点 · 失去 {before}，赢得 {after}</translation>
    </message>
    <message>
        <source>Accuracy before minus accuracy under attack; p by the exact McNemar test over the samples whose answer turned</source>
        <translation>攻击前准确率减去受攻击时准确率；p 值由对回答翻转的样本做精确 McNemar 检验得出</translation>
    </message>
    <message>
        <source>Drop, held out</source>
        <translation>下降（留出样本）</translation>
    </message>
    <message>
        <source>{before} → {after}, n = {n}</source>
        <translation>{before} → {after}，n = {n}</translation>
    </message>
    <message>
        <source>Accuracy before and under attack, with Wilson&apos;s intervals of 95 %</source>
        <translation>攻击前和受攻击时的准确率，附 95 % Wilson 区间</translation>
    </message>
    <message>
        <source>Accuracy, held out</source>
        <translation>准确率（留出样本）</translation>
    </message>
    <message>
        <source>The search&apos;s own figure</source>
        <translation>搜索自身的数值</translation>
    </message>
    <message>
        <source>On the samples that the search chose by; it looks worse than it is, and the difference to the held-out drop is the search&apos;s optimism</source>
        <translation>在搜索用于挑选的样本上测得；看起来比实际更严重，与留出样本下降之差即为搜索的乐观偏差</translation>
    </message>
    <message>
        <source>optimism {gap} of the drop, n = {n}</source>
        <translation>下降的乐观偏差 {gap}，n = {n}</translation>
    </message>
    <message>
        <source>Smallest drop to be found</source>
        <translation>可检出的最小下降</translation>
    </message>
    <message>
        <source>with n = {n}, in 80 % of cases</source>
        <translation>n = {n}，80 % 的情况下</translation>
    </message>
    <message>
        <source>A smaller drop than this needs more held-out samples</source>
        <translation>更小的下降需要更多留出样本</translation>
    </message>
    <message>
        <source>wrong {wrong}, unreadable {unreadable} of answers</source>
        <translation>错误 {wrong}，无法辨认 {unreadable}</translation>
    </message>
    <message>
        <source>Another label, no label at all, or nearly always the same label whatever the sample says</source>
        <translation>另一个标签、没有标签，或无论样本内容如何几乎总是同一标签</translation>
    </message>
    <message>
        <source>How it fails</source>
        <translation>失败方式</translation>
    </message>
    <message>
        <source>{share} one label</source>
        <translation>{share} 为同一标签</translation>
    </message>
    <message>
        <source>Unreadable answers</source>
        <translation>回答无法辨认</translation>
    </message>
    <message>
        <source>Wrong labels</source>
        <translation>标签错误</translation>
    </message>
    <message>
        <source>No more errors</source>
        <translation>没有更多错误</translation>
    </message>
    <message>
        <source>{clean} before, n = {n}</source>
        <translation>攻击前 {clean}，n = {n}</translation>
    </message>
    <message>
        <source>Best on the search&apos;s samples</source>
        <translation>搜索样本上的最佳</translation>
    </message>
    <message>
        <source>What the search sees; optimistic</source>
        <translation>搜索所见；偏乐观</translation>
    </message>
    <message>
        <source>measured when the best prompt changes</source>
        <translation>最佳提示词变化时测量</translation>
    </message>
    <message>
        <source>Best, held out</source>
        <translation>最佳（留出样本）</translation>
    </message>
    <message>
        <source>On samples that the search has not seen</source>
        <translation>在搜索未见过的样本上</translation>
    </message>
    <message>
        <source>{n} of them known before</source>
        <translation>其中 {n} 次已知</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>查询次数</translation>
    </message>
    <message>
        <source>One prompt on one sample; what was asked once is not again</source>
        <translation>一次查询即一个提示词对一个样本；问过的不再问</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元数</translation>
    </message>
    <message>
        <source>{speed} queries/s</source>
        <translation>{speed} 次查询/秒</translation>
    </message>
    <message>
        <source>Tokens that the model read and wrote</source>
        <translation>模型读写的词元数</translation>
    </message>
    <message>
        <source>Accuracy before</source>
        <translation>攻击前准确率</translation>
    </message>
    <message>
        <source>On the search&apos;s samples, without any attack</source>
        <translation>搜索样本上，无任何攻击</translation>
    </message>
    <message>
        <source>Runs of every prompt</source>
        <translation>所有提示词的运行</translation>
    </message>
    <message>
        <source>Otherwise only runs of the prompt above</source>
        <translation>否则只包括上方提示词的运行</translation>
    </message>
    <message>
        <source>Models by attacks</source>
        <translation>模型与攻击</translation>
    </message>
    <message>
        <source>A click shows the adversarial prompt of a cell</source>
        <translation>单击单元格显示其对抗提示词</translation>
    </message>
    <message>
        <source>{model} · mean {mean}</source>
        <translation>{model} · 平均 {mean}</translation>
    </message>
    <message>
        <source>Held-out PDR with its interval; a click shows the prompt.</source>
        <translation>留出样本的 PDR 及其区间；单击显示提示词。</translation>
    </message>
    <message>
        <source>Appears when an attack on this prompt is done.</source>
        <translation>对此提示词的攻击完成后显示。</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Zero-shot</source>
        <translation>零样本</translation>
    </message>
    <message>
        <source>Few-shot</source>
        <translation>少样本</translation>
    </message>
    <message>
        <source>All data sets</source>
        <translation>所有数据集</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Role and task</source>
        <translation>角色和任务</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>Zero and few shots</source>
        <translation>零样本和少样本</translation>
    </message>
    <message>
        <source>Find words</source>
        <translation>查找词语</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>The prompt&apos;s text</source>
        <translation>提示词文本</translation>
    </message>
    <message>
        <source>Use this prompt</source>
        <translation>使用此提示词</translation>
    </message>
    <message>
        <source>Put it into the editor; labels follow  (Return)</source>
        <translation>放入编辑器；标签随之更新  (Return)</translation>
    </message>
    <message>
        <source>{n} prompts</source>
        <translation>{n} 个提示词</translation>
    </message>
    <message>
        <source>Accuracy while the search goes on</source>
        <translation>搜索过程中的准确率</translation>
    </message>
    <message>
        <source>Accuracy (%)</source>
        <translation>准确率 (%)</translation>
    </message>
    <message>
        <source>The best prompt so far: what the search sees, and what held-out samples say. The gap between both is the search&apos;s optimism.</source>
        <translation>目前的最佳提示词：搜索所见与留出样本所示。两者之差即搜索的乐观偏差。</translation>
    </message>
    <message>
        <source>no attack</source>
        <translation>无攻击</translation>
    </message>
    <message>
        <source>chance</source>
        <translation>随机水平</translation>
    </message>
    <message>
        <source>search&apos;s samples</source>
        <translation>搜索样本</translation>
    </message>
    <message>
        <source>held out</source>
        <translation>留出样本</translation>
    </message>
    <message>
        <source>Certified accuracy</source>
        <translation>认证准确率</translation>
    </message>
    <message>
        <source>Words changed</source>
        <translation>改动的词数</translation>
    </message>
    <message>
        <source>Certified (%)</source>
        <translation>认证 (%)</translation>
    </message>
    <message>
        <source>sample</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>label</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>template</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>locked by you</source>
        <translation>由您锁定</translation>
    </message>
    <message>
        <source>Locked words</source>
        <translation>锁定的词</translation>
    </message>
    <message>
        <source>No attack changes a locked word. Ctrl+click locks and frees.</source>
        <translation>任何攻击都不会改动锁定的词。Ctrl+单击可锁定或解锁。</translation>
    </message>
    <message>
        <source>Lock words</source>
        <translation>锁定词语</translation>
    </message>
    <message>
        <source>Click words to lock or free them  (Ctrl+click at any time)</source>
        <translation>单击词语以锁定或解锁  (随时可用 Ctrl+单击)</translation>
    </message>
    <message>
        <source>Insert {content}</source>
        <translation>插入 {content}</translation>
    </message>
    <message>
        <source>Put the place of the sample at the caret</source>
        <translation>在光标处插入样本的位置</translation>
    </message>
    <message>
        <source>Prompt library…</source>
        <translation>提示词库…</translation>
    </message>
    <message>
        <source>Prompts by role and task, zero-shot and few-shot  (Ctrl+Shift+L)</source>
        <translation>按角色和任务、零样本和少样本分类的提示词  (Ctrl+Shift+L)</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Your prompt; {content} stands for the sample</source>
        <translation>您的提示词；{content} 代表样本</translation>
    </message>
    <message>
        <source>What is attacked; the sample itself never is</source>
        <translation>受攻击的是提示词；样本本身从不受攻击</translation>
    </message>
    <message>
        <source>Free “{word}”</source>
        <translation>解锁“{word}”</translation>
    </message>
    <message>
        <source>Lock “{word}”</source>
        <translation>锁定“{word}”</translation>
    </message>
    <message>
        <source>Attack</source>
        <translation>攻击</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Drop with its 95 % interval</source>
        <translation>下降及其 95 % 区间</translation>
    </message>
    <message>
        <source>PDR</source>
        <translation>PDR</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>A click shows a run, Ctrl+click a second one beside it</source>
        <translation>单击显示一次运行，Ctrl+单击在旁边显示另一次</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>The best adversarial prompt</source>
        <translation>最佳对抗提示词</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Go on; what was asked is not asked again</source>
        <translation>继续；已问过的不再重问</translation>
    </message>
    <message>
        <source>Copy the adversarial prompt  (Ctrl+Shift+C)</source>
        <translation>复制对抗提示词  (Ctrl+Shift+C)</translation>
    </message>
    <message>
        <source>Make this a check…</source>
        <translation>做成检查…</translation>
    </message>
    <message>
        <source>Write a suite that fails when the prompt gets weaker</source>
        <translation>写一个在提示词变弱时失败的测试套件</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>HTML, CSV, JSON lines or JUnit  (Ctrl+E)</source>
        <translation>HTML、CSV、JSON 行或 JUnit  (Ctrl+E)</translation>
    </message>
    <message>
        <source>No attack yet</source>
        <translation>尚无攻击</translation>
    </message>
    <message>
        <source>Run one: its best prompt and its curve appear here.</source>
        <translation>运行一次攻击：最佳提示词和曲线将显示在此。</translation>
    </message>
    <message>
        <source>{n} rows left out</source>
        <translation>略过 {n} 行</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>What the model may answer, parted by commas; empty: as in the data</source>
        <translation>模型可以给出的回答，以逗号分隔；留空则与数据相同</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>How candidates are tried, one after the other or in waves</source>
        <translation>如何尝试候选：逐个或分批</translation>
    </message>
    <message>
        <source>samples</source>
        <translation>个样本</translation>
    </message>
    <message>
        <source>Samples that the search sees, at most half of all</source>
        <translation>搜索可见的样本，最多为全部的一半</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Further samples that measure what was found</source>
        <translation>用于测量所得结果的其他样本</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>预算</translation>
    </message>
    <message>
        <source>queries</source>
        <translation>次查询</translation>
    </message>
    <message>
        <source>Prompts times samples to ask at most</source>
        <translation>最多询问的提示词数乘样本数</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>The same seed finds the same prompt</source>
        <translation>相同的种子得到相同的提示词</translation>
    </message>
    <message>
        <source>Let the model write its answer</source>
        <translation>让模型写出回答</translation>
    </message>
    <message>
        <source>Slower; otherwise it chooses the likeliest label</source>
        <translation>较慢；否则模型选择最可能的标签</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Attack the prompt  (Ctrl+Return)</source>
        <translation>攻击提示词  (Ctrl+Return)</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop all that runs; what was asked stays known  (Esc)</source>
        <translation>停止所有运行；已问过的结果会保留  (Esc)</translation>
    </message>
    <message>
        <source>Run {n} attacks</source>
        <translation>运行 {n} 种攻击</translation>
    </message>
    <message>
        <source>{n} samples · {labels}</source>
        <translation>{n} 个样本 · {labels}</translation>
    </message>
    <message>
        <source>{n} rows left out: {reason}</source>
        <translation>略过 {n} 行：{reason}</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>default, a folder, http://host/v1#name</source>
        <translation>default、文件夹、http://host/v1#name</translation>
    </message>
    <message>
        <source>Models, parted by commas</source>
        <translation>模型，以逗号分隔</translation>
    </message>
    <message>
        <source>At least two models: default, folders, GGUF files, servers</source>
        <translation>至少两个模型：default、文件夹、GGUF 文件、服务器</translation>
    </message>
    <message>
        <source>Attack each, ask all</source>
        <translation>逐个攻击并询问全部</translation>
    </message>
    <message>
        <source>Attack the prompt on each model, and ask all models the finds</source>
        <translation>在每个模型上攻击提示词，再用所得结果询问所有模型</translation>
    </message>
    <message>
        <source>Transfer between models</source>
        <translation>模型间迁移</translation>
    </message>
    <message>
        <source>Rows: attacked on. Columns: asked of.</source>
        <translation>行：在其上攻击。列：向其询问。</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Name at least two models: each is attacked, and all are asked what was found.</source>
        <translation>至少填写两个模型：逐个攻击，再用所得结果询问全部模型。</translation>
    </message>
    <message>
        <source>Rows: attacked on. Columns: asked of. {attack}, held-out PDR.</source>
        <translation>行：在其上攻击。列：向其询问。{attack}，留出样本 PDR。</translation>
    </message>
    <message>
        <source>What attacks the prompt</source>
        <translation>攻击提示词的方法</translation>
    </message>
    <message>
        <source>{word} (word {place})
without it: {loss} nats [{low}, {high}]</source>
        <translation>{word}（第 {place} 个词）
去掉它：{loss} nats [{low}, {high}]</translation>
    </message>
    <message>
        <source>gradient: {value} of the largest</source>
        <translation>梯度：最大值的 {value}</translation>
    </message>
    <message>
        <source>Paraphrases</source>
        <translation>改写</translation>
    </message>
    <message>
        <source>Ensemble</source>
        <translation>组合攻击</translation>
    </message>
    <message>
        <source>Spaces, swapped letters, look-alike letters and near words</source>
        <translation>空格、字母换位、形近字母和近义词</translation>
    </message>
    <message>
        <source>Typing errors: letters swapped, left out, doubled</source>
        <translation>输入错误：字母换位、遗漏、重复</translation>
    </message>
    <message>
        <source>Words replaced by near ones in their meaning</source>
        <translation>用意思相近的词替换</translation>
    </message>
    <message>
        <source>Words replaced by those that a masked model expects</source>
        <translation>用掩码模型预期的词替换</translation>
    </message>
    <message>
        <source>Meaningless strings appended to the prompt</source>
        <translation>在提示词后附加无意义字符串</translation>
    </message>
    <message>
        <source>Sentences such as “and true is true” appended</source>
        <translation>附加诸如“and true is true”的句子</translation>
    </message>
    <message>
        <source>The whole prompt said in other words</source>
        <translation>用其他说法改写整个提示词</translation>
    </message>
    <message>
        <source>Several searches, and the worst prompt that any of them finds: greedy searches alone often report a robustness that is not there</source>
        <translation>多种搜索，取其中任意一种找到的最坏提示词：仅用贪心搜索常会报告并不存在的鲁棒性</translation>
    </message>
    <message>
        <source>Registered by your lab</source>
        <translation>由您的实验室注册</translation>
    </message>
    <message>
        <source>Characters</source>
        <translation>字符</translation>
    </message>
    <message>
        <source>Sentences</source>
        <translation>句子</translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation>语义</translation>
    </message>
    <message>
        <source>All levels</source>
        <translation>所有层级</translation>
    </message>
    <message>
        <source>The attack&apos;s own</source>
        <translation>攻击自带</translation>
    </message>
    <message>
        <source>Greedy, word by word</source>
        <translation>贪心，逐词</translation>
    </message>
    <message>
        <source>Beam</source>
        <translation>束搜索</translation>
    </message>
    <message>
        <source>By loss instead of accuracy</source>
        <translation>按损失而非准确率</translation>
    </message>
    <message>
        <source>Random changes, several at once</source>
        <translation>随机改动，一次多处</translation>
    </message>
    <message>
        <source>Unicode normalisation</source>
        <translation>Unicode 规范化</translation>
    </message>
    <message>
        <source>Spelling correction</source>
        <translation>拼写纠正</translation>
    </message>
    <message>
        <source>Outlier filter</source>
        <translation>异常过滤</translation>
    </message>
    <message>
        <source>Paraphrase vote</source>
        <translation>改写投票</translation>
    </message>
    <message>
        <source>Ablation smoothing</source>
        <translation>删词平滑</translation>
    </message>
    <message>
        <source>Few-shot shield</source>
        <translation>少样本防护</translation>
    </message>
    <message>
        <source>Noise-tuned model</source>
        <translation>噪声微调模型</translation>
    </message>
    <message>
        <source>Look-alike letters and odd spaces become plain ones</source>
        <translation>形近字母和特殊空格变为普通字符</translation>
    </message>
    <message>
        <source>Words that no dictionary has become the nearest that is</source>
        <translation>词典中没有的词改为最接近的词</translation>
    </message>
    <message>
        <source>Strings that no text has are taken out</source>
        <translation>去除正常文本中不会出现的字符串</translation>
    </message>
    <message>
        <source>Several wordings of the prompt vote</source>
        <translation>提示词的多种说法投票</translation>
    </message>
    <message>
        <source>Many prompts with few of the words each vote</source>
        <translation>许多各含少数词的提示词投票</translation>
    </message>
    <message>
        <source>Worked examples stand before the sample</source>
        <translation>样本前加入示范例子</translation>
    </message>
    <message>
        <source>A copy of the model that was tuned on noisy prompts</source>
        <translation>在带噪提示词上微调过的模型副本</translation>
    </message>
    <message>
        <source>Default model</source>
        <translation>默认模型</translation>
    </message>
    <message>
        <source>Explanation</source>
        <translation>解释</translation>
    </message>
    <message>
        <source>Defence</source>
        <translation>防御</translation>
    </message>
    <message>
        <source>Suite</source>
        <translation>测试套件</translation>
    </message>
    <message>
        <source>Open samples first (Ctrl+O).</source>
        <translation>请先打开样本 (Ctrl+O)。</translation>
    </message>
    <message>
        <source>The prompt has no {content}, the place of the sample.</source>
        <translation>提示词中没有 {content}，即样本的位置。</translation>
    </message>
    <message>
        <source>At least two labels are needed.</source>
        <translation>至少需要两个标签。</translation>
    </message>
    <message>
        <source>Every word is locked: free one.</source>
        <translation>所有词都已锁定：请解锁一个。</translation>
    </message>
    <message>
        <source>Choose an attack.</source>
        <translation>请选择一种攻击。</translation>
    </message>
    <message>
        <source>Stands for the sample: always locked</source>
        <translation>代表样本：始终锁定</translation>
    </message>
    <message>
        <source>A label: always locked</source>
        <translation>标签：始终锁定</translation>
    </message>
    <message>
        <source>A word of the template: Ctrl+click frees it</source>
        <translation>模板中的词：Ctrl+单击解锁</translation>
    </message>
    <message>
        <source>Locked by you: Ctrl+click frees it</source>
        <translation>由您锁定：Ctrl+单击解锁</translation>
    </message>
    <message>
        <source>Attacks may change it: Ctrl+click locks it</source>
        <translation>攻击可以改动它：Ctrl+单击锁定</translation>
    </message>
    <message>
        <source>Waiting for the worker to answer…</source>
        <translation>等待工作进程应答…</translation>
    </message>
    <message>
        <source>Waiting for its turn…</source>
        <translation>等待轮到它…</translation>
    </message>
    <message>
        <source>Reading the result…</source>
        <translation>正在读取结果…</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>{done} of {total} candidates</source>
        <translation>候选 {done}/{total}</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>{queries} queries, {cached} of them known · {tokens} tokens</source>
        <translation>{queries} 次查询，其中 {cached} 次已知 · {tokens} 个词元</translation>
    </message>
    <message>
        <source>{n} points</source>
        <translation>{n} 个百分点</translation>
    </message>
    <message>
        <source>{share} {interval}, n = {n}</source>
        <translation>{share} {interval}，n = {n}</translation>
    </message>
    <message>
        <source>PDR {value} {interval} · {p} · n = {n}</source>
        <translation>PDR {value} {interval} · {p} · n = {n}</translation>
    </message>
    <message>
        <source>drop {value} {interval} · {p} · n = {n}</source>
        <translation>下降 {value} {interval} · {p} · n = {n}</translation>
    </message>
    <message>
        <source>Log-odds, 95 % interval</source>
        <translation>对数几率，95 % 区间</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>改动</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>log-odds {value} [{low}, {high}], z = {z}</source>
        <translation>对数几率 {value} [{low}, {high}]，z = {z}</translation>
    </message>
    <message>
        <source>Fragile words</source>
        <translation>脆弱的词</translation>
    </message>
    <message>
        <source>Robust words</source>
        <translation>稳健的词</translation>
    </message>
    <message>
        <source>Words that attacks changed when they took accuracy, against those they left alone; an interval that crosses zero says nothing yet.</source>
        <translation>攻击夺走准确率时改动的词，与未被改动的词相比；跨越零的区间尚不能说明问题。</translation>
    </message>
    <message>
        <source>Appears when attacks have taken accuracy.</source>
        <translation>攻击夺走准确率后显示。</translation>
    </message>
    <message>
        <source>JSON lines ({patterns})</source>
        <translation>JSON 行 ({patterns})</translation>
    </message>
    <message>
        <source>{attack} on {data}</source>
        <translation>{attack}，数据 {data}</translation>
    </message>
    <message>
        <source>{attack}: {figures}</source>
        <translation>{attack}：{figures}</translation>
    </message>
    <message>
        <source>The adversarial prompt is on the clipboard.</source>
        <translation>对抗提示词已复制到剪贴板。</translation>
    </message>
    <message>
        <source>{task} on {data}</source>
        <translation>{task}，数据 {data}</translation>
    </message>
    <message>
        <source>Clean</source>
        <translation>无攻击</translation>
    </message>
</context>
<context>
    <name>RunCard</name>
    <message>
        <source>Pictures shown</source>
        <translation>展示图片数</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Go on after the pause</source>
        <translation>暂停后继续</translation>
    </message>
    <message>
        <source>End</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>End the pictures now</source>
        <translation>立即结束图片展示</translation>
    </message>
    <message>
        <source>Show the report</source>
        <translation>显示报告</translation>
    </message>
    <message>
        <source>The file that says when each picture was planned and shown</source>
        <translation>记录每张图片计划和实际展示时间的文件</translation>
    </message>
    <message>
        <source>Save elsewhere…</source>
        <translation>另存…</translation>
    </message>
    <message>
        <source>Choose another place for the report, which could not be saved</source>
        <translation>为无法保存的报告选择其他位置</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Put this away</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>Getting the pictures ready</source>
        <translation>正在准备图片</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>It begins when somebody presses Enter in the stimulus window.</source>
        <translation>有人在刺激窗口中按回车后开始。</translation>
    </message>
    <message>
        <source>Space in the stimulus window goes on, Esc ends.</source>
        <translation>在刺激窗口中按空格继续，按 Esc 结束。</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>{n} of {total} pictures · {left} left</source>
        <translation>{total} 张图片中的 {n} 张 · 还剩 {left}</translation>
    </message>
    <message>
        <source>Pictures are being shown</source>
        <translation>正在展示图片</translation>
    </message>
    <message>
        <source>Report: {name}</source>
        <translation>报告：{name}</translation>
    </message>
    <message>
        <source>Nothing was shown</source>
        <translation>没有展示任何图片</translation>
    </message>
</context>
<context>
    <name>ScreenSection</name>
    <message>
        <source>Screen</source>
        <translation>屏幕</translation>
    </message>
    <message>
        <source>A second screen for the participant leaves this one to you</source>
        <translation>给参与者用第二块屏幕，这块就留给你</translation>
    </message>
    <message>
        <source>Show on</source>
        <translation>展示于</translation>
    </message>
    <message>
        <source>Measure the refresh</source>
        <translation>测量刷新率</translation>
    </message>
    <message>
        <source>Shows a steady gray on that screen for about two seconds</source>
        <translation>在该屏幕上显示约两秒稳定的灰色</translation>
    </message>
    <message>
        <source>Degrees</source>
        <translation>度</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Degrees need the width of the screen and the distance of the eyes</source>
        <translation>用度需要屏幕宽度和眼睛距离</translation>
    </message>
    <message>
        <source>Size in</source>
        <translation>大小单位</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>The longer side of each picture</source>
        <translation>每张图片的长边</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Width of the lit part of the screen</source>
        <translation>屏幕发光部分的宽度</translation>
    </message>
    <message>
        <source>cm</source>
        <translation>厘米</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>距离</translation>
    </message>
    <message>
        <source>From the eyes to the screen</source>
        <translation>从眼睛到屏幕</translation>
    </message>
    <message>
        <source>Delay</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>How long after a frame its light is seen; markers are later by this</source>
        <translation>一帧之后多久才看到其光；标记推迟这么多</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>毫秒</translation>
    </message>
    <message>
        <source>Square for a photodiode</source>
        <translation>光电二极管方块</translation>
    </message>
    <message>
        <source>White in the lower right corner while a picture is shown</source>
        <translation>展示图片时右下角为白色</translation>
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
    <name>SessionRun</name>
    <message>
        <source>Stimulus</source>
        <translation>刺激</translation>
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
        <source>Welcome page at start</source>
        <translation>启动时显示欢迎页</translation>
    </message>
    <message>
        <source>Tell when a job is done while the window is behind</source>
        <translation>窗口在后台时，任务结束后通知</translation>
    </message>
    <message>
        <source>Keep rendering after the window is closed</source>
        <translation>关闭窗口后继续渲染</translation>
    </message>
    <message>
        <source>EEG streams of other computers (LSL)</source>
        <translation>其他计算机的脑电流 (LSL)</translation>
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
        <source>Samples, recent documents and what this computer can do</source>
        <translation>示例、最近文档以及这台电脑的能力</translation>
    </message>
    <message>
        <source>A notification of the system, with the job&apos;s title and no content</source>
        <translation>系统通知，只含任务标题，不含内容</translation>
    </message>
    <message>
        <source>The worker finishes its jobs; otherwise it ends with the window</source>
        <translation>工作进程会完成任务；否则随窗口结束</translation>
    </message>
    <message>
        <source>Anybody on the network can then read the signal. Used from the next start of the worker on.</source>
        <translation>网络上的任何人都能读取信号。从工作进程下次启动起生效。</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>选择目录…</translation>
    </message>
</context>
<context>
    <name>ShownRow</name>
    <message>
        <source>Hide</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Hide what is shown</source>
        <translation>隐藏展示的内容</translation>
    </message>
    <message>
        <source>For sessions in which nobody here may know what is shown</source>
        <translation>用于此处无人可知展示内容的会话</translation>
    </message>
    <message>
        <source>Was shown</source>
        <translation>曾展示</translation>
    </message>
    <message>
        <source>On the screen</source>
        <translation>屏幕上</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>已隐藏</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>picture {number}</source>
        <translation>图片 {number}</translation>
    </message>
</context>
<context>
    <name>SimulatedPage</name>
    <message>
        <source>Realistic: as hard to decode as a person</source>
        <translation>真实：与真人一样难解码</translation>
    </message>
    <message>
        <source>Demo: clearer responses</source>
        <translation>演示：响应更清晰</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>How clear the responses to pictures are</source>
        <translation>对图片的响应有多清晰</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>Electrodes on the head, 1 to 256</source>
        <translation>头上的电极数，1 到 256</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>采样率</translation>
    </message>
    <message>
        <source>Samples a second of each channel</source>
        <translation>每个通道每秒的样本数</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Equal settings give equal samples</source>
        <translation>相同的设置给出相同的样本</translation>
    </message>
    <message>
        <source>Signals of a modelled head that looks at pictures, with blinks, muscles and hum. Traces and files say that they are simulated.</source>
        <translation>模型头部观看图片时的信号，带眨眼、肌电和工频干扰。波形和文件都标明是模拟的。</translation>
    </message>
</context>
<context>
    <name>SourceDialog</name>
    <message>
        <source>Open a source</source>
        <translation>打开信号源</translation>
    </message>
    <message>
        <source>Kind of source</source>
        <translation>信号源的类型</translation>
    </message>
    <message>
        <source>LSL streams</source>
        <translation>LSL 流</translation>
    </message>
    <message>
        <source>BrainFlow board</source>
        <translation>BrainFlow 板卡</translation>
    </message>
    <message>
        <source>Recorded file</source>
        <translation>录制文件</translation>
    </message>
    <message>
        <source>Simulated participant</source>
        <translation>模拟参与者</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open this source</source>
        <translation>打开此信号源</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Open nothing</source>
        <translation>不打开</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
</context>
<context>
    <name>StageChoice</name>
    <message>
        <source>Stimulus</source>
        <translation>刺激</translation>
    </message>
</context>
<context>
    <name>StatusStrip</name>
    <message>
        <source>Lost samples</source>
        <translation>丢失的样本</translation>
    </message>
    <message>
        <source>Samples lost since the source opened</source>
        <translation>打开信号源以来丢失的样本</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>采样率</translation>
    </message>
    <message>
        <source>Rate as measured, in samples a second</source>
        <translation>实测采样率，每秒样本数</translation>
    </message>
    <message>
        <source>Jitter</source>
        <translation>抖动</translation>
    </message>
    <message>
        <source>Largest error of a time stamp of late</source>
        <translation>近来时间戳的最大误差</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>时钟</translation>
    </message>
    <message>
        <source>Jumps of the source&apos;s clock, taken out</source>
        <translation>信号源时钟的跳变，已扣除</translation>
    </message>
    <message>
        <source>Delay</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>From the source to the screen: half, and 95 % of the pictures, are faster</source>
        <translation>从信号源到屏幕：一半以及 95 % 的画面比这更快</translation>
    </message>
    <message>
        <source>Lost {lost} ({percent} %)</source>
        <translation>丢失 {lost} ({percent} %)</translation>
    </message>
    <message>
        <source>Jitter {ms} ms</source>
        <translation>抖动 {ms} 毫秒</translation>
    </message>
    <message>
        <source>Clock jumps {count}</source>
        <translation>时钟跳变 {count}</translation>
    </message>
    <message>
        <source>late {count}</source>
        <translation>迟到 {count}</translation>
    </message>
    <message>
        <source>twice {count}</source>
        <translation>重复 {count}</translation>
    </message>
    <message>
        <source>To screen {half} ms, 95 % within {most} ms</source>
        <translation>到屏幕 {half} 毫秒，95 % 在 {most} 毫秒内</translation>
    </message>
</context>
<context>
    <name>Stepper</name>
    <message>
        <source>{title}: less</source>
        <translation>{title}：减小</translation>
    </message>
    <message>
        <source>{title}: more</source>
        <translation>{title}：增大</translation>
    </message>
    <message>
        <source>{title}; double-click sets it back</source>
        <translation>{title}；双击恢复默认</translation>
    </message>
</context>
<context>
    <name>StimulusPreview</name>
    <message>
        <source>Preview of the stimulus window</source>
        <translation>刺激窗口预览</translation>
    </message>
</context>
<context>
    <name>StimulusWords</name>
    <message>
        <source>{s} s</source>
        <translation>{s} 秒</translation>
    </message>
    <message>
        <source>{m} min {s} s</source>
        <translation>{m} 分 {s} 秒</translation>
    </message>
    <message>
        <source>One at a time</source>
        <translation>逐张展示</translation>
    </message>
    <message>
        <source>Rapid (RSVP)</source>
        <translation>快速 (RSVP)</translation>
    </message>
    <message>
        <source>Calibration run</source>
        <translation>校准运行</translation>
    </message>
    <message>
        <source>Each picture has time for its own response.</source>
        <translation>每张图片都有时间引起自己的响应。</translation>
    </message>
    <message>
        <source>Many pictures in short time. Flashing can trigger seizures.</source>
        <translation>短时间内展示许多图片。闪烁可能诱发癫痫。</translation>
    </message>
    <message>
        <source>For a decoder that learns a person: every concept equally often, 15 minutes at most.</source>
        <translation>供学习个人的解码器使用：每个概念出现次数相同，最多 15 分钟。</translation>
    </message>
    <message>
        <source>Within the limits for flashing</source>
        <translation>在闪烁限度之内</translation>
    </message>
    <message>
        <source>Not shown: it flashes too much</source>
        <translation>不展示：闪烁过多</translation>
    </message>
    <message>
        <source>Flashes in any second: {n}. Up to {most} are within WCAG 2.3.1.</source>
        <translation>任一秒内闪烁：{n} 次。不超过 {most} 次符合 WCAG 2.3.1。</translation>
    </message>
    <message>
        <source>Flashes in any second: {n}. No more than {most} of them cover over {share} of a 10° field; below {limit} is within WCAG 2.3.1.</source>
        <translation>任一秒内闪烁：{n} 次。其中不超过 {most} 次覆盖 10° 视野的 {share} 以上；低于 {limit} 符合 WCAG 2.3.1。</translation>
    </message>
    <message>
        <source>Saturated red flashes in any second: {n}, covering {share} of a 10° field. WCAG 2.3.1 allows {most}, or less than {limit}.</source>
        <translation>任一秒内饱和红色闪烁：{n} 次，覆盖 10° 视野的 {share}。WCAG 2.3.1 允许 {most} 次，或低于 {limit}。</translation>
    </message>
    <message>
        <source>Flashes in any second: {n}, covering {share} of a 10° field. WCAG 2.3.1 allows {most}, or less than {limit}.</source>
        <translation>任一秒内闪烁：{n} 次，覆盖 10° 视野的 {share}。WCAG 2.3.1 允许 {most} 次，或低于 {limit}。</translation>
    </message>
    <message>
        <source>Look at the cross in the middle</source>
        <translation>请看中间的十字</translation>
    </message>
    <message>
        <source>Press Enter whenever you see a black ring.</source>
        <translation>每当看到黑色圆环时按回车。</translation>
    </message>
    <message>
        <source>Sit still, blink when the picture is gone.</source>
        <translation>坐稳，图片消失后再眨眼。</translation>
    </message>
    <message>
        <source>Space or Esc pauses. Press Enter to begin.</source>
        <translation>空格或 Esc 暂停。按回车开始。</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Space goes on, Esc ends.</source>
        <translation>空格继续，Esc 结束。</translation>
    </message>
    <message>
        <source>Rest your eyes</source>
        <translation>让眼睛休息</translation>
    </message>
    <message>
        <source>It goes on in {seconds} s. Space waits for you.</source>
        <translation>{seconds} 秒后继续。按空格则等待你。</translation>
    </message>
    <message>
        <source>All {total} pictures were shown</source>
        <translation>全部 {total} 张图片已展示</translation>
    </message>
    <message>
        <source>Ended after {n} of {total} pictures</source>
        <translation>在 {total} 张图片中的 {n} 张后结束</translation>
    </message>
    <message>
        <source>Shown within {p50} ms of the plan (median), {p95} ms (95 %), {worst} ms (all); jitter {jitter} ms; frames missed: {missed}.</source>
        <translation>与计划相差 {p50} 毫秒以内（中位数）、{p95} 毫秒（95 %）、{worst} 毫秒（全部）；抖动 {jitter} 毫秒；漏帧：{missed}。</translation>
    </message>
    <message>
        <source>Rings noticed: {hits} of {n}. Presses without one: {false}.</source>
        <translation>注意到的圆环：{n} 个中 {hits} 个。无圆环的按键：{false} 次。</translation>
    </message>
    <message>
        <source>Pauses: {n}.</source>
        <translation>暂停：{n} 次。</translation>
    </message>
    <message>
        <source>The screen says {hz} Hz; not measured yet.</source>
        <translation>屏幕报告 {hz} Hz；尚未测量。</translation>
    </message>
    <message>
        <source>Measured: {hz} Hz ± {spread} ms, {late} of {n} late.</source>
        <translation>实测：{hz} Hz ± {spread} 毫秒，{n} 帧中 {late} 帧迟到。</translation>
    </message>
    <message>
        <source>Updates come {hz} times a second, the screen has {nominal} Hz: this system does not tell when a frame is shown. Check with a photodiode.</source>
        <translation>每秒更新 {hz} 次，而屏幕为 {nominal} Hz:此系统无法得知一帧何时显示。请用光电二极管检查。</translation>
    </message>
    <message>
        <source>Light follows its marker by {bias} ms ± {sd} ms (n = {n}).</source>
        <translation>光比其标记晚 {bias} 毫秒 ± {sd} 毫秒 (n = {n})。</translation>
    </message>
    <message>
        <source>Markers without light: {n}.</source>
        <translation>没有光的标记：{n} 个。</translation>
    </message>
</context>
<context>
    <name>Suites</name>
    <message>
        <source>Suites</source>
        <translation>套件</translation>
    </message>
    <message>
        <source>Pages ({patterns})</source>
        <translation>网页（{patterns}）</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>JUnit reports ({patterns})</source>
        <translation>JUnit 报告（{patterns}）</translation>
    </message>
    <message>
        <source>Save the JUnit report</source>
        <translation>保存 JUnit 报告</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Attacked</source>
        <translation>受攻击</translation>
    </message>
    <message>
        <source>Attacks of the suite</source>
        <translation>套件的攻击</translation>
    </message>
    <message>
        <source>Held-out accuracy of each attack on each prompt, as they come</source>
        <translation>每种攻击对每条提示词的留出准确率，随到随显示</translation>
    </message>
    <message>
        <source>Suite</source>
        <translation>套件</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>下限</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Run the suite</source>
        <translation>运行套件</translation>
    </message>
    <message>
        <source>Every attack on every prompt of the suite, with this model</source>
        <translation>用此模型对套件中每条提示词做每种攻击</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop the suite; attacks that are done stay known</source>
        <translation>停止套件；已完成的攻击会保留</translation>
    </message>
    <message>
        <source>Open the report</source>
        <translation>打开报告</translation>
    </message>
    <message>
        <source>Heat map, bars and attacked prompts, in the browser</source>
        <translation>在浏览器中查看热图、条形图和受攻击的提示词</translation>
    </message>
    <message>
        <source>Save JUnit…</source>
        <translation>保存 JUnit…</translation>
    </message>
    <message>
        <source>Save the gate&apos;s report for a build server</source>
        <translation>保存供构建服务器使用的判定报告</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Run it once more; what is known is not asked again</source>
        <translation>再运行一次；已知的不会重新询问</translation>
    </message>
    <message>
        <source>Progress of the suite</source>
        <translation>套件进度</translation>
    </message>
    <message>
        <source>Open a suite</source>
        <translation>打开套件</translation>
    </message>
    <message>
        <source>Reading {name}…</source>
        <translation>正在读取 {name}…</translation>
    </message>
    <message>
        <source>Packages, quick</source>
        <translation>软件包数据，快速</translation>
    </message>
    <message>
        <source>Packages, all</source>
        <translation>软件包数据，全部</translation>
    </message>
    <message>
        <source>A YAML file…</source>
        <translation>YAML 文件…</translation>
    </message>
    <message>
        <source>Six data sets, one prompt each, few samples: enough to see that all attacks run, too few for conclusions.</source>
        <translation>六个数据集，各一条提示词，样本很少：足以看到所有攻击都能运行，但不足以下结论。</translation>
    </message>
    <message>
        <source>Ten data sets, four families of prompts, every attack. Takes days on a CPU; it can be stopped and goes on where it was.</source>
        <translation>十个数据集，四类提示词，全部攻击。在 CPU 上需要数天；可以停止，之后从原处继续。</translation>
    </message>
    <message>
        <source>Prompts of your own. It is sent to the worker with its data.</source>
        <translation>您自己的提示词。它会连同数据一起发送到工作进程。</translation>
    </message>
    <message>
        <source>Rows: {n}. Files of data: {files}.</source>
        <translation>行数：{n}。数据文件：{files}。</translation>
    </message>
    <message>
        <source>It has limits of its own.</source>
        <translation>它有自己的下限。</translation>
    </message>
    <message>
        <source>Suite {name}</source>
        <translation>套件 {name}</translation>
    </message>
    <message>
        <source>{done} of {total} attacks</source>
        <translation>攻击 {done} / {total}</translation>
    </message>
    <message>
        <source>Done. No limit was given, so that nothing is judged.</source>
        <translation>完成。未给出下限，因此不作判定。</translation>
    </message>
    <message>
        <source>Passed: no prompt falls below its limit.</source>
        <translation>通过：没有提示词低于其下限。</translation>
    </message>
    <message>
        <source> and {n} more</source>
        <translation> 以及另外 {n} 条</translation>
    </message>
    <message>
        <source>Failed: {prompts} may fall below the limit under attack.</source>
        <translation>未通过：{prompts} 受攻击时可能低于下限。</translation>
    </message>
    <message>
        <source>{cells} attacks · {queries} queries, {cached} of them known</source>
        <translation>{cells} 次攻击 · {queries} 次查询，其中 {cached} 次已知</translation>
    </message>
    <message>
        <source>own</source>
        <translation>自有</translation>
    </message>
</context>
<context>
    <name>Tasks</name>
    <message>
        <source>&quot;packages&quot;, or a suite as a YAML file</source>
        <translation>&quot;packages&quot;，或 YAML 文件形式的测试套件</translation>
    </message>
    <message>
        <source>Ask prompts attacked on one model of the others.</source>
        <translation>用在一个模型上攻击得到的提示词询问其他模型。</translation>
    </message>
    <message>
        <source>Attack a prompt and measure the drop on samples that the search has not seen.</source>
        <translation>攻击提示词，并在搜索未见过的样本上测量下降。</translation>
    </message>
    <message>
        <source>Calibrate the decoder to a person.</source>
        <translation>针对个人校准解码器。</translation>
    </message>
    <message>
        <source>Choose demonstrations for one query and see what a language model makes of them.</source>
        <translation>为一个查询选择示例，看语言模型如何反应。</translation>
    </message>
    <message>
        <source>Choose demonstrations of each query and let a language model answer.</source>
        <translation>为每个查询选择示例，并让语言模型作答。</translation>
    </message>
    <message>
        <source>Choose demonstrations of each query and write its prompt.</source>
        <translation>为每个查询选择示例，并写出提示词。</translation>
    </message>
    <message>
        <source>Compare ways of choosing demonstrations: controls, intervals, hygiene.</source>
        <translation>比较选择示例的方法：对照、区间、数据卫生。</translation>
    </message>
    <message>
        <source>Compare ways of making frames on windows of real clips.</source>
        <translation>在真实短片的片段上比较各种生成帧的方法。</translation>
    </message>
    <message>
        <source>Defend a prompt, and attack it again knowing the defence.</source>
        <translation>为提示词加上防御，并在知晓防御的情况下再次攻击。</translation>
    </message>
    <message>
        <source>Encode a pool of demonstrations and build its index.</source>
        <translation>编码示例库并建立索引。</translation>
    </message>
    <message>
        <source>Every attack on every prompt of a suite, with a gate for prompts.</source>
        <translation>对测试套件中的每个提示词进行每种攻击，并为提示词设门槛。</translation>
    </message>
    <message>
        <source>MP4 (H.264), WebM (VP9), GIF, or a PNG sequence</source>
        <translation>MP4 (H.264)、WebM (VP9)、GIF 或 PNG 序列</translation>
    </message>
    <message>
        <source>Make the picture that was seen, from the EEG.</source>
        <translation>由脑电生成所看到的图片。</translation>
    </message>
    <message>
        <source>Measure EEG decoders: safe splits, controls, intervals.</source>
        <translation>评估脑电解码器：安全的划分、对照、区间。</translation>
    </message>
    <message>
        <source>Render a picture and its drags to a video.</source>
        <translation>将图片及其拖动渲染为视频。</translation>
    </message>
    <message>
        <source>Say which pictures of a gallery were seen, from the EEG.</source>
        <translation>由脑电说出看到了图库中的哪些图片。</translation>
    </message>
    <message>
        <source>Score demonstrations by what a language model makes of them.</source>
        <translation>按语言模型的反应给示例评分。</translation>
    </message>
    <message>
        <source>Train selectors of demonstrations on a language model&apos;s feedback.</source>
        <translation>用语言模型的反馈训练示例选择器。</translation>
    </message>
    <message>
        <source>Which words of a prompt the model&apos;s answers hang on.</source>
        <translation>模型的回答取决于提示词的哪些词。</translation>
    </message>
    <message>
        <source>a registered generator&apos;s id; on the command line also its folder; default: the only one of its kind</source>
        <translation>已登记生成器的名称；在命令行中也可以是其文件夹；默认：该类中唯一的一个</translation>
    </message>
    <message>
        <source>a registered model&apos;s id; on the command line also its folder or file; default: the only one of its kind</source>
        <translation>已注册模型的标识；在命令行中也可以是其文件夹或文件；默认：同类中唯一的一个</translation>
    </message>
    <message>
        <source>a smaller part of the suite, in some 15 minutes</source>
        <translation>测试集中较小的一部分，约 15 分钟</translation>
    </message>
    <message>
        <source>a suite as a YAML file and the data that it names, instead of a suite</source>
        <translation>YAML 文件形式的套件及其所列数据，代替套件</translation>
    </message>
    <message>
        <source>also make frames without drags and compare them with the picture</source>
        <translation>另外在没有拖动的情况下生成帧，并与图片比较</translation>
    </message>
    <message>
        <source>also write a JUnit report here</source>
        <translation>同时在此写入 JUnit 报告</translation>
    </message>
    <message>
        <source>also write every frame as PNG</source>
        <translation>同时将每一帧写为 PNG</translation>
    </message>
    <message>
        <source>another model that gave no feedback, to answer as well</source>
        <translation>另一个没有给过反馈的模型，也来作答</translation>
    </message>
    <message>
        <source>answer so many epochs of the recording; 0 for all</source>
        <translation>回答录制中的这么多段；0 为全部</translation>
    </message>
    <message>
        <source>answers to choose from; default: those of the task</source>
        <translation>可选的答案；默认：该任务的答案</translation>
    </message>
    <message>
        <source>attack again with the defences in place</source>
        <translation>在防御就位后再次攻击</translation>
    </message>
    <message>
        <source>auto: by an index in a task of more than 200,000 rows, built once</source>
        <translation>auto：任务超过 200,000 行时用索引查找，索引只建一次</translation>
    </message>
    <message>
        <source>auto: exact up to 200,000 rows, a graph up to 2 million, lists above</source>
        <translation>自动：20 万行以内精确，200 万行以内用图，再多用倒排列表</translation>
    </message>
    <message>
        <source>budget of the prompt; 0: the model&apos;s window</source>
        <translation>提示词的预算；0：模型的窗口</translation>
    </message>
    <message>
        <source>candidates that guide by retrieval, by probability</source>
        <translation>检索引导所用的候选数，按概率加权</translation>
    </message>
    <message>
        <source>candidates to name</source>
        <translation>列出的候选数</translation>
    </message>
    <message>
        <source>channels of the trials</source>
        <translation>试次的通道</translation>
    </message>
    <message>
        <source>channels that are not to be used</source>
        <translation>不使用的通道</translation>
    </message>
    <message>
        <source>colour resolution of the MP4; not every player shows 4:4:4</source>
        <translation>MP4 的色度分辨率；并非所有播放器都支持 4:4:4</translation>
    </message>
    <message>
        <source>decode 40 classes from EEG without any answer, in a block design</source>
        <translation>在分组设计中，从没有任何响应的脑电解码 40 类</translation>
    </message>
    <message>
        <source>demonstrations in the prompt</source>
        <translation>提示词中的示例数</translation>
    </message>
    <message>
        <source>demonstrations of each query</source>
        <translation>每个查询的示例数</translation>
    </message>
    <message>
        <source>demonstrations of one answer, at most; default: any number</source>
        <translation>同一答案的示例上限；默认：不限</translation>
    </message>
    <message>
        <source>demonstrations to score for each query</source>
        <translation>每个查询要评分的示例</translation>
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
        <source>each alone, too</source>
        <translation>也逐个单独测量</translation>
    </message>
    <message>
        <source>exactly these rows in this order, top first, as put by hand</source>
        <translation>手动排列：恰好这些行，按此顺序，从上到下</translation>
    </message>
    <message>
        <source>examples, as JSON lines, CSV, TSV or LMOps file</source>
        <translation>示例，JSON Lines、CSV、TSV 或 LMOps 文件</translation>
    </message>
    <message>
        <source>fewer samples and prompts</source>
        <translation>较少的样本和提示词</translation>
    </message>
    <message>
        <source>files of recordings, instead of a folder</source>
        <translation>录制文件，代替文件夹</translation>
    </message>
    <message>
        <source>folder for what the model has to be asked: written for another machine, whose answers are read from it when this is run again</source>
        <translation>存放待问模型的内容的文件夹：供另一台机器使用，再次运行时从中读取其回答</translation>
    </message>
    <message>
        <source>folder of clips: MP4, AVI, WebM, MOV, MKV, GIF, or folders of pictures</source>
        <translation>短片所在的文件夹：MP4、AVI、WebM、MOV、MKV、GIF，或图片文件夹</translation>
    </message>
    <message>
        <source>folder of recordings, or of a data set&apos;s files</source>
        <translation>录制文件夹，或数据集文件的文件夹</translation>
    </message>
    <message>
        <source>frames of a window, at 12 per second</source>
        <translation>一个片段的帧数，每秒 12 帧</translation>
    </message>
    <message>
        <source>further samples that measure its find, at most</source>
        <translation>用于测量所得结果的其他样本，最多</translation>
    </message>
    <message>
        <source>further words that no attack may change</source>
        <translation>攻击不得改动的其他词</translation>
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
        <source>how strongly simulated people answer, instead of recordings</source>
        <translation>模拟参与者响应的强弱，代替录制</translation>
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
        <source>in their order</source>
        <translation>按其顺序</translation>
    </message>
    <message>
        <source>its attacked form, if any</source>
        <translation>其受攻击后的形式（如有）</translation>
    </message>
    <message>
        <source>its attacked form; default: attack it first</source>
        <translation>其受攻击后的形式；默认先攻击</translation>
    </message>
    <message>
        <source>its id, where it is a row of the pool itself</source>
        <translation>它的编号（当它就是示例库中的一行时）</translation>
    </message>
    <message>
        <source>language model: &quot;default&quot;, a folder, a GGUF file, or http://host/v1#name</source>
        <translation>语言模型：“default”、文件夹、GGUF 文件或 http://host/v1#name</translation>
    </message>
    <message>
        <source>language models, each as `model` elsewhere</source>
        <translation>语言模型，写法与其他处的 `model` 相同</translation>
    </message>
    <message>
        <source>least accuracy under attack, by the lower end of its interval</source>
        <translation>受攻击时的最低准确率，以区间下限为准</translation>
    </message>
    <message>
        <source>let the model answer the prompt</source>
        <translation>让模型回答提示词</translation>
    </message>
    <message>
        <source>let the model score each row</source>
        <translation>让模型为每行评分</translation>
    </message>
    <message>
        <source>let the model write its answer, instead of choosing a label</source>
        <translation>让模型写出回答，而不是选择标签</translation>
    </message>
    <message>
        <source>lite: re-ranker and gate, for a laptop; paper: LLM-R&apos;s own settings</source>
        <translation>lite：重排器与门控，适合笔记本；paper：LLM-R 自己的设置</translation>
    </message>
    <message>
        <source>markers that name the classes; default: all (auto)</source>
        <translation>命名类别的标记；默认：全部（auto）</translation>
    </message>
    <message>
        <source>model of the backend that needs one; default: the only one of its kind</source>
        <translation>需要模型的后端所用的模型；默认：该类中唯一的一个</translation>
    </message>
    <message>
        <source>model; default: the shipped one</source>
        <translation>模型；默认：随附的模型</translation>
    </message>
    <message>
        <source>number of frames, 8 to 120; default: as in the drags</source>
        <translation>帧数，8 到 120；默认：与拖动一致</translation>
    </message>
    <message>
        <source>numbers of the pictures to choose from; default: those shown</source>
        <translation>可供选择的图片编号；默认：展示过的图片</translation>
    </message>
    <message>
        <source>of the diffusion, 0 to 1; default: chosen on validation</source>
        <translation>扩散强度，0 到 1；默认：在验证集上选定</translation>
    </message>
    <message>
        <source>one picture from all epochs of the same picture, not one for each epoch</source>
        <translation>同一图片的所有时段合成一张，而不是每个时段一张</translation>
    </message>
    <message>
        <source>only this picture of the recording</source>
        <translation>只用录制中的这张图片</translation>
    </message>
    <message>
        <source>order in the prompt</source>
        <translation>在提示词中的顺序</translation>
    </message>
    <message>
        <source>orders of the prompt to try; 0: none</source>
        <translation>要尝试的提示词顺序数；0：不尝试</translation>
    </message>
    <message>
        <source>others whose choice is shown beside it</source>
        <translation>并排显示其选择的其他检索器</translation>
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
        <source>own: the one that belongs to the attack</source>
        <translation>own：攻击自带的搜索</translation>
    </message>
    <message>
        <source>packages: real tasks out of packages, instead of your files</source>
        <translation>packages：用软件包中的真实任务代替你的文件</translation>
    </message>
    <message>
        <source>picture to animate</source>
        <translation>要制作动画的图片</translation>
    </message>
    <message>
        <source>diffusion steps; default: the generator&apos;s</source>
        <translation>扩散步数；默认：生成器自身的步数</translation>
    </message>
    <message>
        <source>of a generator of real size: what the most probable candidates are in CLIP, or a regression from the decoder&apos;s space to CLIP&apos;s</source>
        <translation>真实规模生成器的引导：最可能的候选在 CLIP 中的表示，或从解码器空间到 CLIP 空间的回归</translation>
    </message>
    <message>
        <source>pictures to paint; the one nearest the EEG is kept; default: 4, and 1 of real size</source>
        <translation>要绘制的图片数，保留最接近脑电的一张；默认：4，真实规模为 1</translation>
    </message>
    <message>
        <source>playback rate</source>
        <translation>播放速率</translation>
    </message>
    <message>
        <source>prompts times samples of the search at most; 0: no limit</source>
        <translation>搜索的提示词数乘样本数上限；0 表示不限</translation>
    </message>
    <message>
        <source>queries in the same forms; answers may be unknown</source>
        <translation>同样格式的查询；答案可以未知</translation>
    </message>
    <message>
        <source>queries with their answers, in the same forms</source>
        <translation>查询及其答案，格式相同</translation>
    </message>
    <message>
        <source>random seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>recording with markers (XDF, FIF, EDF, BDF, EEGLAB, BrainVision, CSV), or EEGCVPR40 .pth, or THINGS-EEG2 .npy</source>
        <translation>带标记的录制（XDF、FIF、EDF、BDF、EEGLAB、BrainVision、CSV），或 EEGCVPR40 .pth，或 THINGS-EEG2 .npy</translation>
    </message>
    <message>
        <source>recording with markers picture/N</source>
        <translation>带 picture/N 标记的录制</translation>
    </message>
    <message>
        <source>rows of its group are left out</source>
        <translation>同组的行会被略去</translation>
    </message>
    <message>
        <source>rows that are in the prompt anyway</source>
        <translation>一定在提示词中的行</translation>
    </message>
    <message>
        <source>rows that are never taken</source>
        <translation>永不使用的行</translation>
    </message>
    <message>
        <source>rows to find, best first</source>
        <translation>要找的行数，最佳在前</translation>
    </message>
    <message>
        <source>samples as JSON lines: {&quot;content&quot;, &quot;label&quot;}</source>
        <translation>JSON 行格式的样本：{&quot;content&quot;, &quot;label&quot;}</translation>
    </message>
    <message>
        <source>samples that the search is shown, at most</source>
        <translation>搜索可见的样本，最多</translation>
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
        <source>seeds of the suite&apos;s splits to average over; 0: that of the trained selector, or 3 where there is one for each seed or none</source>
        <translation>对测试集划分的多少个种子取平均；0：训练过的选择器所用的种子，若每个种子各有一个或都没有则为 3</translation>
    </message>
    <message>
        <source>simulated people, none of whom was trained on</source>
        <translation>模拟参与者，均未用于训练</translation>
    </message>
    <message>
        <source>stop with a checkpoint after so many; default: to the end</source>
        <translation>这么多步后保存检查点并停止；默认：到结束</translation>
    </message>
    <message>
        <source>strength of warp-blur: its blur in the last frame, one picture width away from the nearest drag</source>
        <translation>warp-blur 的强度：最后一帧中，离最近的拖动一个画面宽度处的模糊程度</translation>
    </message>
    <message>
        <source>task of the query; default: the pool&apos;s only one</source>
        <translation>查询的任务；默认：示例库唯一的任务</translation>
    </message>
    <message>
        <source>test pictures that are painted for the ablation</source>
        <translation>为消融而绘制的测试图片</translation>
    </message>
    <message>
        <source>text above the demonstrations</source>
        <translation>示例上方的文本</translation>
    </message>
    <message>
        <source>text encoder: &quot;minilm&quot;, or a folder of transformers</source>
        <translation>文本编码器：“minilm”，或 transformers 的文件夹</translation>
    </message>
    <message>
        <source>textbugger, deepwordbug, textfooler, bertattack, checklist, stresstest, semantic, ensemble, or one that a lab registered</source>
        <translation>textbugger、deepwordbug、textfooler、bertattack、checklist、stresstest、semantic、ensemble，或实验室注册的攻击</translation>
    </message>
    <message>
        <source>the prompt; {content} stands for the sample, \n for a new line</source>
        <translation>提示词；{content} 代表样本，\n 代表换行</translation>
    </message>
    <message>
        <source>the right answer, where it is known</source>
        <translation>正确答案（如已知）</translation>
    </message>
    <message>
        <source>trained selector; default: the shipped one</source>
        <translation>训练过的选择器；默认：随附的选择器</translation>
    </message>
    <message>
        <source>trained selector; {seed} in it stands for the seed of the suite; default: the shipped one</source>
        <translation>训练过的选择器；其中的 {seed} 代表测试集的种子；默认：随附的选择器</translation>
    </message>
    <message>
        <source>what a calibration of the person has given</source>
        <translation>对此人校准的结果</translation>
    </message>
    <message>
        <source>what chooses</source>
        <translation>由什么来选择</translation>
    </message>
    <message>
        <source>what is asked</source>
        <translation>所问的内容</translation>
    </message>
    <message>
        <source>what makes the picture</source>
        <translation>用什么生成图片</translation>
    </message>
    <message>
        <source>what the clips show, for backends that read text</source>
        <translation>短片的内容，供读取文字的后端使用</translation>
    </message>
    <message>
        <source>what the model may answer, as it stands in the data</source>
        <translation>模型可以给出的回答，与数据中的写法一致</translation>
    </message>
    <message>
        <source>what the picture is made from: the paper&apos;s ablation</source>
        <translation>图片由什么生成：论文中的消融</translation>
    </message>
    <message>
        <source>what the recordings are: faces against houses (n170); XDF, FIF, EDF, BDF, EEGLAB, BrainVision or CSV whose markers name pictures or classes (auto); EEGCVPR40 .pth or THINGS-EEG2 .npy</source>
        <translation>录制是什么：人脸与房屋（n170）；标记给出图片或类别的 XDF、FIF、EDF、BDF、EEGLAB、BrainVision 或 CSV（auto）；EEGCVPR40 .pth 或 THINGS-EEG2 .npy</translation>
    </message>
    <message>
        <source>what the test does not share with training: within-subject is by image, concept, block and session as far as the recordings have them; published is the authors&apos; own; a leaky split is figured out only under its own name</source>
        <translation>测试与训练不共享什么：within-subject 在录制允许的范围内按图片、概念、组块和会话划分；published 是作者自己的划分；泄漏划分只在其自己的名下计算</translation>
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
        <source>what to compare, separated by commas; vote-NAME: its neighbours&apos; vote; default: retrievers and controls, on the whole suite all there are</source>
        <translation>要比较的方法，以逗号分隔；vote-NAME：其近邻投票；默认：检索器与对照，整个测试集则为全部</translation>
    </message>
    <message>
        <source>where each file stands in its folder, such as sub-01/ses-1/a.xdf; default: the files&apos; own names</source>
        <translation>每个文件在其文件夹中的位置，例如 sub-01/ses-1/a.xdf；默认：文件自己的名称</translation>
    </message>
    <message>
        <source>where each of these files stands in their folder; default: the files&apos; own names</source>
        <translation>这些文件各自在其文件夹中的位置；默认：文件自己的名称</translation>
    </message>
    <message>
        <source>where prompts are asked</source>
        <translation>在何处询问提示词</translation>
    </message>
    <message>
        <source>width of a window&apos;s frames, even</source>
        <translation>片段帧的宽度，偶数</translation>
    </message>
    <message>
        <source>windows of each clip, at most, spread evenly</source>
        <translation>每个短片的片段数上限，均匀分布</translation>
    </message>
    <message>
        <source>words kept for the certificate; 0: no certificate</source>
        <translation>认证时保留的词数；0 表示不做认证</translation>
    </message>
    <message>
        <source>words of the template that attacks may change after all</source>
        <translation>攻击仍可改动的模板词</translation>
    </message>
</context>
<context>
    <name>ThumbStrip</name>
    <message>
        <source>Pictures of the set</source>
        <translation>图片集中的图片</translation>
    </message>
    <message>
        <source>Choose a picture to see it at its size</source>
        <translation>选择一张图片按其大小查看</translation>
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
        <source>Welcome</source>
        <translation>欢迎</translation>
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
    <name>TraceBar</name>
    <message>
        <source>Choose a source</source>
        <translation>选择信号源</translation>
    </message>
    <message>
        <source>Close the source</source>
        <translation>关闭信号源</translation>
    </message>
    <message>
        <source>Time window</source>
        <translation>时间窗口</translation>
    </message>
    <message>
        <source>Height of a channel</source>
        <translation>通道的高度</translation>
    </message>
    <message>
        <source>Fit the scale to the signal</source>
        <translation>按信号调整比例</translation>
    </message>
    <message>
        <source>Where the electrodes sit</source>
        <translation>电极的位置</translation>
    </message>
    <message>
        <source>Show or hide spectrum and head</source>
        <translation>显示或隐藏频谱和头图</translation>
    </message>
    <message>
        <source>Show or hide channels, filters and events</source>
        <translation>显示或隐藏通道、滤波和事件</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>冻结</translation>
    </message>
</context>
<context>
    <name>TraceView</name>
    <message>
        <source>Traces</source>
        <translation>波形</translation>
    </message>
    <message>
        <source>SIMULATED</source>
        <translation>模拟</translation>
    </message>
    <message>
        <source>LOOKING BACK</source>
        <translation>正在回看</translation>
    </message>
    <message>
        <source>FROZEN</source>
        <translation>已冻结</translation>
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
    <name>VerdictCard</name>
    <message>
        <source>Smaller pictures flash over less of the eye</source>
        <translation>较小的图片在眼中闪烁的面积较小</translation>
    </message>
    <message>
        <source>Make them {size}</source>
        <translation>改为 {size}</translation>
    </message>
    <message>
        <source>This cannot be shown</source>
        <translation>这不能展示</translation>
    </message>
    <message>
        <source>Planning…</source>
        <translation>正在规划…</translation>
    </message>
    <message>
        <source>Reading the pictures…</source>
        <translation>正在读取图片…</translation>
    </message>
    <message>
        <source>You will be asked about the participant.</source>
        <translation>会向你询问参与者的情况。</translation>
    </message>
    <message>
        <source>Show smaller, darker or fewer pictures a second.</source>
        <translation>请展示更小、更暗的图片，或减少每秒的图片数。</translation>
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
    <name>Welcome</name>
    <message>
        <source>Welcome</source>
        <translation>欢迎</translation>
    </message>
    <message>
        <source>Welcome to Vitrine</source>
        <translation>欢迎使用 Vitrine</translation>
    </message>
    <message>
        <source>Four workspaces, each with a sample that is ready to run. Everything stays on this computer.</source>
        <translation>四个工作区，各有一个可立即运行的示例。所有数据都留在这台电脑上。</translation>
    </message>
    <message>
        <source>Show this page at start</source>
        <translation>启动时显示此页</translation>
    </message>
    <message>
        <source>It is always at the house in the rail  (Alt+Home)</source>
        <translation>随时可通过左侧栏的房子图标打开  (Alt+Home)</translation>
    </message>
    <message>
        <source>Opened lately</source>
        <translation>最近打开</translation>
    </message>
    <message>
        <source>Nothing yet. Open a sample, or drop a picture, a recording, a file of examples or something that Vitrine made on this window.</source>
        <translation>暂无内容。请打开示例，或将图片、录制文件、示例文件或 Vitrine 生成的结果拖到此窗口。</translation>
    </message>
    <message>
        <source>Open {file} in {workspace}</source>
        <translation>在{workspace}中打开 {file}</translation>
    </message>
    <message>
        <source>Open the sample</source>
        <translation>打开示例</translation>
    </message>
    <message>
        <source>Open the sample of {workspace}</source>
        <translation>打开{workspace}的示例</translation>
    </message>
    <message>
        <source>A cat with arrows on it: play, pull, then render the video.</source>
        <translation>一只画有箭头的猫：播放、拖动，然后渲染视频。</translation>
    </message>
    <message>
        <source>A simulated participant, live: signals, their quality, pictures.</source>
        <translation>实时的模拟受试者：信号、信号质量和所见图片。</translation>
    </message>
    <message>
        <source>Messages on four topics: which examples help a language model?</source>
        <translation>四个主题的短消息：哪些示例对语言模型有帮助？</translation>
    </message>
    <message>
        <source>Film reviews and a prompt: how few changed words break it?</source>
        <translation>影评和一个提示词：改动多少个词就会让它失效？</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>模型…</translation>
    </message>
    <message>
        <source>What is installed, and folders of your own  (Ctrl+Shift+M)</source>
        <translation>已安装的模型和您自己的文件夹  (Ctrl+Shift+M)</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>这台电脑</translation>
    </message>
    <message>
        <source>Looking for a graphics processor…</source>
        <translation>正在查找图形处理器…</translation>
    </message>
    <message>
        <source>A graphics processor was found ({device}); models run on it.</source>
        <translation>已找到图形处理器（{device}），模型在其上运行。</translation>
    </message>
    <message>
        <source>No usable graphics processor was found. All samples run on the processor; large models of your own would be slow.</source>
        <translation>未找到可用的图形处理器。所有示例都可在处理器上运行；您自己的大模型会比较慢。</translation>
    </message>
    <message>
        <source>Asking the worker…</source>
        <translation>正在询问工作进程…</translation>
    </message>
    <message>
        <source>Signals are shown and recorded. The decoder is missing: python3 installer repair brings it back.</source>
        <translation>可以显示和录制信号。缺少解码器：运行 python3 installer repair 即可恢复。</translation>
    </message>
    <message>
        <source>The decoder is there: it names and paints what was seen.</source>
        <translation>解码器已就绪：能说出并画出所见之物。</translation>
    </message>
    <message>
        <source>The language model that comes along is missing: name one of your own, or run python3 installer repair.</source>
        <translation>缺少自带的语言模型：请指定您自己的模型，或运行 python3 installer repair。</translation>
    </message>
    <message>
        <source>A small language model to attack is there.</source>
        <translation>可供攻击的小型语言模型已就绪。</translation>
    </message>
    <message>
        <source>A small language model is there. The trained selector is missing; other ways of choosing work.</source>
        <translation>小型语言模型已就绪。缺少训练好的选择器；其他选择方式可用。</translation>
    </message>
    <message>
        <source>A small language model and a trained selector are there.</source>
        <translation>小型语言模型和训练好的选择器已就绪。</translation>
    </message>
    <message>
        <source>Nothing can make frames now: python3 installer repair brings it back.</source>
        <translation>现在无法生成帧：运行 python3 installer repair 即可恢复。</translation>
    </message>
    <message>
        <source>Ready: {titles}.</source>
        <translation>可用：{titles}。</translation>
    </message>
    <message>
        <source>Model folders of your own add {titles}.</source>
        <translation>您自己的模型文件夹可增加 {titles}。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
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
        <source>Welcome, samples, recent documents</source>
        <translation>欢迎页、示例和最近文档</translation>
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
        <source>Models</source>
        <translation>模型</translation>
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
    <name>WindowDrops</name>
    <message>
        <source>{file} was made by {task}, which no workspace shows.</source>
        <translation>{file} 由 {task} 生成，没有工作区可以显示它。</translation>
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
