package extract_test

// knownWrongs are the fields that the extractor is known to get wrong, by
// fixture, each with what comes out instead. The goldens have them right.
func knownWrongs() map[string]map[string]string {
	return map[string]map[string]string{
		"en-embed-correction": {"body": "a post of others that is embedded is kept as a quote"},
		"en-table":            {"body": "one cell of the table is taken for a paragraph"},
	}
}
