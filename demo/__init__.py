from . import declic_demo
