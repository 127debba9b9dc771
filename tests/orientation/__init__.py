from . import test_orientation
