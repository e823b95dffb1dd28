pytest_plugins = ["tests.rig.postgres", "tests.rig.server", "tests.rig.browser", "tests.rig.fresh_python"]
