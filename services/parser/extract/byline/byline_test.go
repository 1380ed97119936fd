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
		"By AFP":                                   {nil, "AFP", false},
		"By Jane Roe and John Doe":                 {[]string{"Jane Roe", "John Doe"}, "", false},
		"JANE ROE":                                 {[]string{"Jane Roe"}, "", false},
		"By Jane Roe, The Associated Press":        {[]string{"Jane Roe"}, "AP", false},
		"Jane Roe (Reuters)":                       {[]string{"Jane Roe"}, "Reuters", false},
		"Von Anna Groß und Max Müller, dpa":        {[]string{"Anna Groß", "Max Müller"}, "dpa", false},
		"Par Élise Martin avec AFP":                {[]string{"Élise Martin"}, "AFP", false},
		"Автор: Анна Петрова":                      {[]string{"Анна Петрова"}, "", false},
		"By Jane Roe, Senior Political Editor":     {[]string{"Jane Roe"}, "", true},
		"By Jane Roe | Published Dec 27, 2021":     {[]string{"Jane Roe"}, "", false},
		"By Jane Roe Dec. 27, 2021":                {[]string{"Jane Roe"}, "", false},
		"By Staff":                                 {nil, "", true},
		"The Harbour Times":                        {nil, "", true},
		"harbourtimes.com":                         {nil, "", true},
		"Editorial Board":                          {nil, "", true},
		"https://www.facebook.com/jane.roe":        {nil, "", false},
		"Jane O’Neill-Roe":                         {[]string{"Jane O’Neill-Roe"}, "", false},
		"山田太郎":                                     {[]string{"山田太郎"}, "", false},
		"بقلم رنا الحداد، سامي البحري":             {[]string{"رنا الحداد", "سامي البحري"}, "", false},
		"بقلم TASS":                                {nil, "TASS", false},
		"文・三浦 直樹, 岡本 由美":                           {[]string{"三浦 直樹", "岡本 由美"}, "", false},
		"责任编辑：王芳":                                  {[]string{"王芳"}, "", false},
		"Geschrieben von Anna Groß":                {[]string{"Anna Groß"}, "", false},
		"View all posts by Jane Roe":               {[]string{"Jane Roe"}, "", false},
		"Posted by Jane Roe":                       {[]string{"Jane Roe"}, "", false},
		"Posted on September 21, 2020 by Jane Roe": {[]string{"Jane Roe"}, "", false},
		"Von Jane Roe am Samstag":                  {[]string{"Jane Roe"}, "", false},
		"Par Élise Martin le":                      {[]string{"Élise Martin"}, "", false},
		"Jane Roe Alle Artikel":                    {[]string{"Jane Roe"}, "", false},
		"Publiziert am":                            {nil, "", true},
		"© Jane Images":                            {nil, "", true},
		"Von der Quelle zum Meer":                  {nil, "", false},
		"Ludwig van der Berg":                      {[]string{"Ludwig van der Berg"}, "", false},
		"ByJane Roe":                               {[]string{"Jane Roe"}, "", false},
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

func TestBegins(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]bool{
		"By Jane Roe": true, "بقلم رنا الحداد": true, "文・三浦 直樹": true, "文：三浦 直樹": true, "Автор: Анна Петрова": true,
		"By": false, "Bystanders saw the boat": false, "文化の日に船が出た": false,
	} {
		if got := byline.Begins(line); got != want {
			t.Errorf("%q: %v, want %v", line, got, want)
		}
	}
}

func TestIsHandle(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"gizzmo": true, "the_pilot": true, "c1ph4": true, "no spaces": false, "sv_team": false, "wordpressadmin": false, "redaktion": false, "42": false, "2021": false,
	} {
		if got := byline.IsHandle(s); got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}
