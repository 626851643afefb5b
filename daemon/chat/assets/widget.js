// The widget itself.
