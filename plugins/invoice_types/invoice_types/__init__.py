"""The official invoice forms of the disability insurance, one package each, and the rates they are paid by."""
