"""Runs a script as its own `python SCRIPT ARGUMENT...` would, and leaves the process with its status at once, without taking
the interpreter down: a thread of pyarrow's pools that still starts then ends the process by std::terminate, after all was compared.

    python run_script.py SCRIPT ARGUMENT...
"""

import faulthandler
import os
import runpy
import sys
import traceback


def status_of(script):
    try:
        runpy.run_path(script, run_name="__main__")
        return 0
    except SystemExit as leaving:
        if isinstance(leaving.code, str):
            print(leaving.code, file=sys.stderr)
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1


if __name__ == "__main__":
    faulthandler.enable()
    sys.argv = sys.argv[1:]
    sys.path[0] = os.path.dirname(sys.argv[0])
    status = status_of(sys.argv[0])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
