"""Care's pure functions: values in, values out."""
