package extract_test

// knownWrongs are the fields that the extractor is known to get wrong, by
// fixture, each with what comes out instead. The goldens have them right.
func knownWrongs() map[string]map[string]string {
	const split = "the page has two objects of the article in its JSON-LD, of which only the first is read"
	return map[string]map[string]string{
		"en-table":   {"body": "one cell of the table is taken for a paragraph"},
		"en-paywall": {"access": split, "isAccessibleForFree": split, "body": "the offer is taken for the last paragraph"},
	}
}
