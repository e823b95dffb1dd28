pytest_plugins = [
    "tests.rig.postgres",
    "tests.rig.server",
    "tests.rig.browser",
    "tests.rig.fresh_python",
    "tests.rig.society",
    "tests.rig.sending",
    "tests.rig.telling",
]
