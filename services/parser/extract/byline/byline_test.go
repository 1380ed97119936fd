package byline_test

import (
	"slices"
	"testing"

	"github.com/wirecopy/wirecopy/services/parser/extract/agency"
	"github.com/wirecopy/wirecopy/services/parser/extract/byline"
)

func TestRead(t *testing.T) {
	t.Parallel()
	r := byline.New(agency.New())
	for raw, want := range map[string]struct {
		people []string
		agency string
		desk   bool
	}{
		"By AFP":                               {nil, "AFP", false},
		"By Jane Roe and John Doe":             {[]string{"Jane Roe", "John Doe"}, "", false},
		"JANE ROE":                             {[]string{"Jane Roe"}, "", false},
		"By Jane Roe, The Associated Press":    {[]string{"Jane Roe"}, "AP", false},
		"Jane Roe (Reuters)":                   {[]string{"Jane Roe"}, "Reuters", false},
		"Von Anna Groß und Max Müller, dpa":    {[]string{"Anna Groß", "Max Müller"}, "dpa", false},
		"Par Élise Martin avec AFP":            {[]string{"Élise Martin"}, "AFP", false},
		"Автор: Анна Петрова":                  {[]string{"Анна Петрова"}, "", false},
		"By Jane Roe, Senior Political Editor": {[]string{"Jane Roe"}, "", true},
		"By Jane Roe | Published Dec 27, 2021": {[]string{"Jane Roe"}, "", false},
		"By Jane Roe Dec. 27, 2021":            {[]string{"Jane Roe"}, "", false},
		"By Staff":                             {nil, "", true},
		"The Harbour Times":                    {nil, "", true},
		"harbourtimes.com":                     {nil, "", true},
		"Editorial Board":                      {nil, "", true},
		"https://www.facebook.com/jane.roe":    {nil, "", false},
		"Jane O’Neill-Roe":                     {[]string{"Jane O’Neill-Roe"}, "", false},
		"山田太郎":                                 {[]string{"山田太郎"}, "", false},
		"ByJane Roe":                           {[]string{"Jane Roe"}, "", false},
	} {
		line := r.Read(raw, "The Harbour Times")
		name := ""
		if len(line.Agencies) > 0 {
			name = line.Agencies[0].Name
		}
		if !slices.Equal(line.People, want.people) || name != want.agency || line.Desk != want.desk {
			t.Errorf("%q: people %q, agency %q, desk %v", raw, line.People, name, line.Desk)
		}
	}
}
