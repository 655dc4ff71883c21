"""What monitoring sees of a running process: state of its desks, metrics, and the port on which both are asked for."""
