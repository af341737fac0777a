"""A person at the screen, for tests and for tools/tour: Xvfb is the screen, xdotool the hand, the ui-map the eye.

Python's standard library alone. Screen reads pixels from Xvfb's own framebuffer file (XWD format), so that no
screenshot program is needed.
"""

import atexit
import ctypes
import hashlib
import json
import os
import select
import shutil
import struct
import subprocess
import tempfile
import time
import zlib


class Trouble(Exception):
    """Something that was waited for did not come."""


def missing_programs():
    return [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]


def wait_for(look, what, seconds=60.0):
    """Calls `look` until it returns something true, and returns that."""
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise Trouble(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(0.05)


class Screen:
    """A virtual screen of its own, gone when this process ends."""

    def __init__(self, width=1280, height=800):
        atexit.register(self.close)
        for _ in range(5):  # another screen that ends just now may take the socket of the new one with it
            self.folder = tempfile.mkdtemp(prefix="zscope-screen-")
            self.display = self._start(width, height)
            if self.display and self._answers():
                return
            self.close()
        raise Trouble("Xvfb did not start")

    def _start(self, width, height):
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp",
             "-fbdir", self.folder],
            pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        number = b""
        while not number.endswith(b"\n") and select.select([read], [], [], 30)[0]:
            piece = os.read(read, 16)
            number += piece
            if not piece:
                break
        os.close(read)
        return ":" + number.decode().strip() if number.strip() else None

    def _answers(self):
        return subprocess.run(["xdotool", "getdisplaygeometry"], env=dict(os.environ, DISPLAY=self.display),
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0

    def close(self):
        if self.server.poll() is None:
            self.server.terminate()
            self.server.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)

    def pixels(self):
        """(width, height, bytes of red, green, blue)."""
        with open(os.path.join(self.folder, "Xvfb_screen0"), "rb") as file:
            data = file.read()
        head = struct.unpack(">25I", data[:100])
        header_size, width, height, line, colours = head[0], head[4], head[5], head[12], head[19]
        start = header_size + colours * 12
        rgb = bytearray(width * height * 3)
        for channel in range(3):  # stored as blue, green, red, unused
            plane = data[start + 2 - channel:start + line * height:4]
            if line == width * 4:
                rgb[channel::3] = plane[:width * height]
            else:
                for y in range(height):
                    row = plane[y * line // 4:y * line // 4 + width]
                    rgb[channel + y * width * 3:(y + 1) * width * 3:3] = row
        return width, height, bytes(rgb)

    def save(self, path):
        width, height, rgb = self.pixels()
        rows = b"".join(b"\0" + rgb[y * width * 3:(y + 1) * width * 3] for y in range(height))

        def chunk(kind, body):
            return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

        with open(path, "wb") as file:
            file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
                       chunk(b"IDAT", zlib.compress(rows, 6)) + chunk(b"IEND", b""))

    def fingerprint(self, rect):
        """A hash of the pixels inside [x, y, width, height]."""
        width, height, rgb = self.pixels()
        left, top = max(0, int(rect[0])), max(0, int(rect[1]))
        right, bottom = min(width, int(rect[0] + rect[2])), min(height, int(rect[1] + rect[3]))
        digest = hashlib.sha256()
        for y in range(top, bottom):
            digest.update(rgb[(y * width + left) * 3:(y * width + right) * 3])
        return digest.hexdigest()


def ask_to_close(display_name, window):
    """Sends WM_DELETE_WINDOW, which Debian 12's xdotool cannot."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XInternAtom.restype = ctypes.c_ulong
    display = ctypes.c_void_p(x11.XOpenDisplay(display_name.encode()))
    protocols = x11.XInternAtom(display, b"WM_PROTOCOLS", 0)
    delete = x11.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
    client_message, no_mask = 33, 0
    # struct XClientMessageEvent: type, serial, send_event, display, window, message_type, format, data.l[5]
    event = struct.pack("@iLiPLLi5l", client_message, 0, 1, display.value, window, protocols, 32, delete, 0, 0, 0, 0)
    x11.XSendEvent(display, ctypes.c_ulong(window), 0, ctypes.c_long(no_mask),
                   ctypes.create_string_buffer(event, max(len(event), 192)))
    x11.XCloseDisplay(display)


class Pointer:
    """A hand that moves the mouse by XTest within this process: a program started for each movement would take a tenth
    of the core that is to be measured."""

    def __init__(self, screen):
        self._x11, self._test = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        self._x11.XOpenDisplay.restype = ctypes.c_void_p
        self._display = ctypes.c_void_p(self._x11.XOpenDisplay(screen.display.encode()))

    def move(self, x, y):
        """Pixels of the screen."""
        self._test.XTestFakeMotionEvent(self._display, -1, int(x), int(y), ctypes.c_ulong(0))
        self._x11.XFlush(self._display)

    def press(self, down, button=1):
        self._test.XTestFakeButtonEvent(self._display, button, 1 if down else 0, ctypes.c_ulong(0))
        self._x11.XFlush(self._display)

    def close(self):
        self._x11.XCloseDisplay(self._display)


class Explorer:
    """The program on a Screen, found and used through its ui-map."""

    def __init__(self, screen, program, arguments=(), environment=None):
        self.screen = screen
        self.map_file = os.path.join(screen.folder, f"ui-map-{time.monotonic_ns()}.json")
        self.environment = dict(os.environ if environment is None else environment, DISPLAY=screen.display)
        self.environment.pop("WAYLAND_DISPLAY", None)
        self.process = subprocess.Popen([program, "--ui-map", self.map_file, *arguments], env=self.environment)
        atexit.register(self.kill)
        wait_for(lambda: self.map() and self._window(), "the window")

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)

    def map(self):
        """The controls by id, or None before the first frame."""
        if self.process.poll() is not None:
            raise Trouble(f"the program ended with exit code {self.process.returncode}")
        try:
            with open(self.map_file, encoding="utf-8") as file:
                return {control["id"]: control for control in json.load(file)["controls"]}
        except FileNotFoundError:
            return None

    def has(self, name):
        return name in self.map()

    def control(self, name, seconds=30.0):
        """The control of that id, once it is visible."""
        return wait_for(lambda: self.map().get(name), f"the control {name}", seconds)

    def value(self, name):
        return self.control(name)["value"]

    def picture(self, name):
        """A hash of what is drawn where the control is."""
        return self.screen.fingerprint(self.control(name)["rect"])

    def wait_for_change(self, name, before, seconds=30.0):
        """Waits until another picture is drawn there."""
        return wait_for(lambda: self.picture(name) != before, f"{name} to look different", seconds)

    def click(self, name, button=1):
        control = wait_for(lambda: self._enabled(name), f"{name} to be enabled")
        self.move_to(*self._inside(control, 0.5, 0.5))
        self._hand("mousedown", str(button))
        time.sleep(0.15)  # a slow software renderer must see the button down for one frame
        self._hand("mouseup", str(button))
        time.sleep(0.15)

    def drag(self, name, start, end, steps=12, to=None):
        """Presses at the fraction `start` (x, y) of a control, moves, releases at `end` of the same or of `to`."""
        control, goal = self.control(name), self.control(to or name)
        x0, y0 = self._inside(control, *start)
        x1, y1 = self._inside(goal, *end)
        self.move_to(x0, y0)
        self._hand("mousedown", "1")
        time.sleep(0.15)
        for step in range(1, steps + 1):
            self.move_to(x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps)
            time.sleep(0.03)
        time.sleep(0.15)
        self._hand("mouseup", "1")
        time.sleep(0.15)

    def move_to(self, x, y):
        self._hand("mousemove", "--window", self._window(), str(int(x)), str(int(y)))

    def key(self, name):
        self._hand("key", name)
        time.sleep(0.15)

    def close(self, seconds=60.0):
        """Closes the window as the button of a window's frame would, and returns the exit code."""
        ask_to_close(self.screen.display, int(self._window()))
        wait_for(lambda: self.process.poll() is not None, "the program to end", seconds)
        return self.process.returncode

    def _enabled(self, name):
        control = self.map().get(name)
        return control if control and control["enabled"] else None

    @staticmethod
    def _inside(control, across, down):
        x, y, width, height = control["rect"]
        return x + width * across, y + height * down

    def _window(self):
        if not hasattr(self, "_window_id"):
            found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "zscope"], env=self.environment,
                                   capture_output=True, text=True, check=False).stdout.split()
            if not found:
                return None
            self._window_id = found[0]
        return self._window_id

    def _hand(self, *words):
        subprocess.run(["xdotool", *words], env=self.environment, check=True, stdout=subprocess.DEVNULL)
