"""A user who does anything: random events by mouse and keys in the real window, chosen by a seed alone.

`python -m robot` starts it in a home of its own (`__main__`); `user` is the one who acts, `acts` what it does.

Time is not that of the machine: the clock and the timers of the program are the robot's (`own_time`), and go on by
what the seed says. So a run is nearly always the same run again, with these exceptions, which are of others: the X
server gives the focus and tells of exposed parts when it likes (the robot waits for the focus); Qt's own timers, of
tips, of a blinking cursor and of a list that opens; and pyqtgraph, which leaves out movements of the mouse that follow
too fast. Over thousands of events on a busy machine two runs may part there; `python -m robot --twice` tells whether
they did.
"""
