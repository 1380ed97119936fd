package forest

import "strings"

// Model is the forest that is built in, for rows of that many figures.
func Model(figures int) (*Forest, error) { return Decode(strings.TrimSpace(model), figures) }
