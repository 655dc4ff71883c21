"""Form 901.1: care at home, in visits of several tasks."""
