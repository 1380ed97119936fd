package extract_test

// knownWrongs are the fields that the extractor is known to get wrong, by
// fixture, each with what comes out instead. The goldens have them right.
func knownWrongs() map[string]map[string]string {
	const (
		split   = "the page has two objects of the article in its JSON-LD, of which only the first is read"
		with    = `"Avec AFP" isn't known to begin a byline`
		dated   = "the byline follows the date in one line, and isn't found"
		polish  = `"Autor:" isn't known to begin a byline`
		offered = "the offer is taken for the last paragraph"
	)
	return map[string]map[string]string{
		"en-paywall":     {"access": split, "isAccessibleForFree": split, "body": offered},
		"en-table":       {"body": "one cell of the table is taken for a paragraph"},
		"fr-amp":         {"byline": with, "provider": with, "syndication": with},
		"it-soup":        {"author": dated, "byline": dated},
		"pl-drupal":      {"author": polish, "byline": polish},
		"pt-bare-agency": {"body": "the date line is taken for the first paragraph"},
	}
}
