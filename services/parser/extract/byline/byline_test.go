package byline_test

import (
	"slices"
	"testing"

	"github.com/wirecopy/wirecopy/services/parser/extract/agency"
	"github.com/wirecopy/wirecopy/services/parser/extract/byline"
	"github.com/wirecopy/wirecopy/services/parser/extract/date"
)

func TestRead(t *testing.T) {
	t.Parallel()
	r := byline.New(agency.New(), date.New())
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
		"Publiziert am":                            {nil, "", false},
		"© Jane Images":                            {nil, "", true},
		"Von der Quelle zum Meer":                  {nil, "", false},
		"Ludwig van der Berg":                      {[]string{"Ludwig van der Berg"}, "", false},
		"ByJane Roe":                               {[]string{"Jane Roe"}, "", false},
		"Avec AFP":                                 {nil, "AFP", false},
		"Autor: Jan Kowalczyk":                     {[]string{"Jan Kowalczyk"}, "", false}, //nolint:misspell // Polish
		"Por Ana Silva y Juan Pérez":               {[]string{"Ana Silva", "Juan Pérez"}, "", false},
		"Par Anne Roux, Luc Petit et Léa Blanc":    {[]string{"Anne Roux", "Luc Petit", "Léa Blanc"}, "", false},
		"di Carla Bonfanti":                        {[]string{"Carla Bonfanti"}, "", false},
		"14 luglio 2019 di Carla Bonfanti":         {[]string{"Carla Bonfanti"}, "", false},
		"Di Maria":                                 {[]string{"Di Maria"}, "", false},
		"Di AFP":                                   {nil, "AFP", false},
		"Geschrieben vonElisa Marvena":             {[]string{"Elisa Marvena"}, "", false},
		"Eine Kolumne von Nils Pickert":            {[]string{"Nils Pickert"}, "", false},
		"Text von Anna Groß Illustration von Max":  {[]string{"Anna Groß"}, "", false},
		"Words: Jane Roe Photos: John Doe":         {[]string{"Jane Roe"}, "", false},
		"Text und Fotos: Anna Groß":                {[]string{"Anna Groß"}, "", false},
		"Von Anna Groß, Frankfurt":                 {[]string{"Anna Groß"}, "", false},
		"By Jane Roe, BBC News, New York":          {[]string{"Jane Roe"}, "", true},
		"By Jane Roe Staff Writer":                 {[]string{"Jane Roe"}, "", true},
		"Christoph Hein Chefredakteur":             {[]string{"Christoph Hein"}, "", true},
		"By Jane Roe And John Doe For The Mail":    {[]string{"Jane Roe", "John Doe"}, "", false},
		"Reuters, Jane Roe":                        {[]string{"Jane Roe"}, "Reuters", false},
		"Quelle: sid/dpa":                          {nil, "dpa", false},
		"det/dpa":                                  {nil, "dpa", false},
		"Peter Maahn/SP-X":                         {[]string{"Peter Maahn"}, "", false},
		"Olivier Minot Olivier Minot":              {[]string{"Olivier Minot"}, "", false},
		"Γράφει η Μαρία Θαλασσινού":                {[]string{"Μαρία Θαλασσινού"}, "", false},
		"Teksti: Aino Virtanen":                    {[]string{"Aino Virtanen"}, "", false},
		"（责编：牛镛、岳弘彬）":                              {[]string{"牛镛", "岳弘彬"}, "", false},
		"김바다 기자":                                   {[]string{"김바다"}, "", false},
		"José Ortega y Gasset":                     {[]string{"José Ortega y Gasset"}, "", false},
		"Deutsches Rotes Kreuz e.V.":               {nil, "", true},
		"buchmesse.ARD.de":                         {nil, "", false},
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
	r := byline.New(agency.New(), date.New())
	for line, want := range map[string]bool{
		"By Jane Roe": true, "بقلم رنا الحداد": true, "文・三浦 直樹": true, "Avec AFP": true, "Autor: Jan": true, "Blogbeitrag von Anna Groß": true, "Γράφει η Μαρία": true, "（责编：牛镛）": true, "Text und Fotos: Anna": true, //nolint:misspell // Polish
		"Review of the year": false, "Analysis shows that boats sink": false, "A boat sank": false, "文：三浦 直樹": true, "Автор: Анна Петрова": true,
		"By": false, "Bystanders saw the boat": false, "文化の日に船が出た": false,
	} {
		if got := r.Begins(line); got != want {
			t.Errorf("%q: %v, want %v", line, got, want)
		}
	}
}

func TestIsHandle(t *testing.T) {
	t.Parallel()
	r := byline.New(agency.New(), date.New())
	for s, want := range map[string]bool{
		"gizzmo": true, "the_pilot": true, "c1ph4": true, "no spaces": false, "sv_team": false, "wordpressadmin": false, "redaktion": false, "42": false, "2021": false,
	} {
		if got := r.IsHandle(s); got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}
