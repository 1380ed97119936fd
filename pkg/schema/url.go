package schema

// CanonicalURL is a placeholder; its owner writes it.
func CanonicalURL(raw string) (string, error) { return raw, nil }

// Token is a placeholder; its owner writes it.
func Token(s string) string { return s }
