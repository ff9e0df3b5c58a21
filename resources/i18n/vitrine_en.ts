<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>JobsBar</name>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>KeySection</name>
    <message numerus="yes">
        <source>%n things are selected: drag or nudge moves them all.</source>
        <translation>
            <numerusform>%n thing is selected: drag or nudge moves it.</numerusform>
            <numerusform>%n things are selected: drag or nudge moves them all.</numerusform>
        </translation>
    </message>
</context>
</TS>
