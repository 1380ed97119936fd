package extract_test

// knownWrongs are the fields that the extractor is known to get wrong, by
// fixture, each with what comes out instead. The goldens have them right.
func knownWrongs() map[string]map[string]string {
	const (
		with   = `"Avec AFP" isn't known to begin a byline`
		dated  = "the byline follows the date in one line, and isn't found"
		polish = `"Autor:" isn't known to begin a byline` //nolint:misspell // Polish
		wire   = "the agency's mark before the text isn't known in the form that this language gives it"
	)
	return map[string]map[string]string{
		"ar-agency":           {"located": wire, "provider": wire, "syndication": wire},
		"el-newsroom":         {"byline": "the Greek for \"by\" isn't known, and the name alone is kept"},
		"en-byline-capitals":  {"author": "JSON-LD names the first author alone, and the second of the byline is left out"},
		"en-embed-correction": {"body": "a post of others that is embedded is kept as a quote"},
		"en-comments":         {"body": "one of the readers' comments is taken for the last paragraph"},
		"en-endless":          {"body": "the second article is taken for the end of the first"},
		"en-opinion":          {"body": "the pull quote is kept beside the sentence that it repeats"},
		"en-table":            {"body": "one cell of the table is taken for a paragraph"},
		"fi-wordpress":        {"byline": "the Finnish for \"text\" isn't known to begin a byline, and the name alone is kept"},
		"fr-amp":              {"byline": with, "provider": with, "syndication": with},
		"it-soup":             {"author": dated, "byline": dated},
		"ja-breaks-sjis":      {"located": wire, "provider": wire, "syndication": wire},
		"ko-agency":           {"provider": wire, "syndication": wire},
		"pl-drupal":           {"author": polish, "byline": polish},
		"pt-bare-agency":      {"body": "the date line is taken for the first paragraph"},
	}
}
