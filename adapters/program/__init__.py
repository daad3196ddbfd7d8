"""The program `unioncase`: the one place that knows every way in.

The command line, the pages and the worker do not know each other; here they become one program.
"""
