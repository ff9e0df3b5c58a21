<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>CommandPalette</name>
    <message>
        <source>What do you want to do?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a few letters of a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No command has these letters.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConnectionChip</name>
    <message>
        <source>Worker: {state}. Click for details.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worker: {state}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConnectionPopover</name>
    <message>
        <source>Engine process</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Home</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restart engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ends the worker and starts it again; its jobs go on by themselves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show what happened so far</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Dock</name>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs and log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DocumentPage</name>
    <message>
        <source>Select a drag, a pin or a camera path to see what belongs to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of frames of the video, 8 to 120</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>frames/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playback rate in frames per second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length of the video: the number of frames follows from it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Height</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PNG sequence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File format of the result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Even number of pixels; the lowest value follows the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same seed and drags give the same video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw another seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warp (no model needed)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Backend</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the frames are made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Auto · {size} px</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DragErrorBars</name>
    <message>
        <source>Drag {number}: {error} px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag {number}: not measurable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean distance between the asked path and the path measured in the video</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Editor</name>
    <message>
        <source>Picture with its drags</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EmptyPage</name>
    <message>
        <source>Make a photograph move</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a picture, drag what should move, and watch it move while you drag.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a picture…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a picture or a project  (Ctrl+O); you can drop one here too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>or try the sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a sample picture with drags on it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsaved work of an earlier session was found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recover</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the unsaved work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the unsaved work</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EmptyWorkspace</name>
    <message>
        <source>Here you will drag points of a picture and watch it become a video.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here you will watch EEG signals live, record them, and see which picture a decoder reads from them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here you will choose the demonstrations that a language model learns from in its prompt, and see what each one changes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here you will attack a prompt word by word, measure how far its accuracy falls, and harden it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>A worker with process id {pid} already serves {home}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job {job_id} exists already with a different request. Submit it under a new id.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No answer from the worker within {seconds} s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No worker answers at {endpoint}. Start one with: vitrine-worker serve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out of memory on {device}. Use a smaller size or fewer frames.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk that holds {path} is full. Free some space and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk that holds {path} is full. Free some space; the job goes on by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine made no step for {seconds} s and was restarted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine stopped while it ran this job ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine stopped {attempts} times while it ran this job, so it was set aside. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The message could not be read: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model {model} is not installed. {fix}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The task failed unexpectedly: {reason}. The log has the details.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The worker at {endpoint} did not accept this computer&apos;s key. Add it to the allowed keys there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The worker could not start: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The worker speaks protocol {theirs} and this program {ours}. Update the older of the two.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This worker does not know {what}. Update it or use a known name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{field}: {value} is not allowed: {limit}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} cannot be read as a Vitrine project: {reason}. Open another copy of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} cannot be read as a picture: {reason}. Use a PNG, JPEG, WebP, BMP or TIFF file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} does not exist. Check the path.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} has {size}, more than the limit of {limit}. Use a smaller copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} has {size}; the shorter side must have at least {limit} px. Use a larger picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} is not valid JSON: {reason}. Correct the file and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} was saved by a newer version (format {theirs}; this one reads up to {ours}). Update Vitrine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} cannot be written (read-only). Make it writable and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} cannot be written (read-only). Make it writable; the job goes on by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what} {value} is not known.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Inspector</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobActions</name>
    <message>
        <source>The result folder {path} is not on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{job} is done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy job id</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobsBar</name>
    <message>
        <source>Jobs: {summary}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the list of jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the list of jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of {job}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobsPanel</name>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No jobs yet. What you render appears here, and stays after a restart.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobsTableModel</name>
    <message>
        <source>Job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Age</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Actions</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Window</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LayerPage</name>
    <message>
        <source>Layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layer name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An object follows its path, pins stay, a camera path moves the rest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Linear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Between keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the path goes between keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visible</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A hidden layer takes no part in the render</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A locked layer cannot be changed on the canvas</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a key to place, turn or scale it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rotation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Radius of brush and eraser; Alt and the wheel change it too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the mask larger</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shrink</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the mask smaller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Round off the mask&apos;s edge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the layer forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Backward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the layer backward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the painted region moves with this drag.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint with the brush (B) what moves; without a mask the motion is soft.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message>
        <source>Everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which lines are shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happened so far; the newest line is last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the log file</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>{name} is not a file that this workspace opens.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Motion</name>
    <message>
        <source>Select and move</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin what should stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erase the mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag the camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a picture or project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Render the video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show at 100 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the first frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the selected key or layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate the layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide the inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide the timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pins {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw camera path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Insert key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add pin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove pin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erase mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grow mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shrink mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smooth mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nudge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move key in time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select an object&apos;s layer first, then paint what moves with it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MotionCanvas</name>
    <message>
        <source>{name} · frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MotionWorkspace</name>
    <message>
        <source>Save the changes to {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without saving they are lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Don&apos;t save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures and projects ({patterns})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vitrine projects ({pattern})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The video is ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Video ({pattern})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported {name}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Workspaces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Menu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ResultCard</name>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the render</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play the result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop this render</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Render again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export and more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the video as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save frames as PNG…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove from this list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measured on the finished video by tracking its pixels, in output pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the worker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rendering · {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} · {frames} frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rendering</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits for another attempt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set aside after three attempts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>error {error} px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>leak {leak} px</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ResultsStrip</name>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Folder of the worker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worker folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep rendering after the window is closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Holds the queue and all results. Used from the next start on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours of the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language of the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>80 to 200 % of 13 px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing moves on its own, except what you play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The worker finishes its jobs; otherwise it ends with the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Tasks</name>
    <message>
        <source>MP4 (H.264), GIF, or a PNG sequence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Render a picture and its drags to a video.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>also write every frame as PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>colour resolution of the MP4; not every player shows 4:4:4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drags document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how frames are made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>number of frames, 8 to 120; default: as in the drags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>output height, even; default: the picture&apos;s, at most 1080</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>output width, even; default: the picture&apos;s, at most 1920</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>picture to animate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>playback rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>random seed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag on the picture: each drag becomes a row here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag to look at another frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide the layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock the layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock the layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag the key in time; Shift places it between frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} · {role} · drag the name to change the order</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Close message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the message and its details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show what is known besides</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Has unsaved changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo {what}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom; the wheel changes it, F fits the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Render</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Render the video  (Ctrl+Return)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Render the video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the picture as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the picture as the drags move it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the rendered video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frame {frame} of {count} · {time} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Render first: there is no result of this picture yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WindowCommands</name>
    <message>
        <source>Go to {workspace}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the worker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restart the engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying again, attempt {next} of {most}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running · {percent} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{s} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{m} min {s} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{h} h {m} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{s} s left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} s ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} min ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} h ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} d ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No jobs running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine is loading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine makes no progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restarting ({n})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine broken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offline — no worker answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused — see why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Busy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>engine ran out of memory or was killed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>engine crashed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>engine made no progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>engine was stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The worker is being started. You can edit meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The worker answers; its engine loads. Jobs can be sent now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The worker waits for jobs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The worker runs a job; further jobs wait for their turn.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine made no step for a while and will be restarted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine is being restarted; its job goes on by itself afterwards.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine ended too often and stays off. Read the log, then restart it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to the worker was lost. It is being tried.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Workspaces</name>
    <message>
        <source>Motion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EEG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Demos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Robust</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Robustness</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>self.window</name>
    <message>
        <source>Vitrine ended unexpectedly last time. The report is in {path}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
