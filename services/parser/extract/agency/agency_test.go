package agency_test

import (
	"testing"

	"github.com/wirecopy/wirecopy/services/parser/extract/agency"
)

func TestSpellings(t *testing.T) {
	t.Parallel()
	d := agency.New()
	for spelling, name := range map[string]string{
		"AFP": "AFP", "Agence France-Presse": "AFP", "The Associated Press": "AP", "Associated Press": "AP", "(Reuters)": "Reuters",
		"Reuters Staff": "Reuters", "dpa": "dpa", "Deutsche Presse-Agentur": "dpa", "EFE": "EFE", "ANSA": "ANSA", "ТАСС": "TASS", "TASS": "TASS",
		"Интерфакс": "Interfax", "РИА Новости": "RIA Novosti", "新华社": "Xinhua", "Xinhua News Agency": "Xinhua", "PA Media": "PA", "UPI": "UPI",
		"Bloomberg News": "Bloomberg", "共同通信": "Kyodo", "AP News": "AP", "© AFP": "AFP",
		"Jane Roe": "", "pa": "", "ap": "", "Pa Chin": "", "Associated Builders": "", "": "",
	} {
		t.Run(spelling, func(t *testing.T) {
			t.Parallel()
			if a, ok := d.Named(spelling); a.Name != name || ok != (name != "") {
				t.Errorf("it is %+v", a)
			}
		})
	}
}

func TestMentioned(t *testing.T) {
	t.Parallel()
	d := agency.New()
	for text, name := range map[string]string{
		"© 2021 Agence France-Presse. All rights reserved.":  "AFP",
		"Copyright 2021 The Associated Press":                "AP",
		"© The Harbour Times, 2021":                          "",
		"© dpa-infocom, dpa:240516-99-53606/3":               "dpa",
		"Copyright happens, and papers map what ap can't do": "",
	} {
		if a, _ := d.Mentioned(text); a.Name != name {
			t.Errorf("%q mentions %q, want %q", text, a.Name, name)
		}
	}
}

func TestDatelines(t *testing.T) {
	t.Parallel()
	d := agency.New()
	for paragraph, want := range map[string][2]string{
		"MOSCOW (AFP) — The ferry left.":                   {"MOSCOW", "AFP"},
		"BERLIN, Dec 27 (Reuters) - The ferry left.":       {"BERLIN", "Reuters"},
		"Madrid, 27 dic (EFE).- El barco salió.":           {"Madrid", "EFE"},
		"Berlin (dpa) - Die Fähre legte ab.":               {"Berlin", "dpa"},
		"Berlin (dpa/AFP) – Die Fähre legte ab.":           {"Berlin", "dpa"},
		"(EFE).- El barco salió.":                          {"", "EFE"},
		"(ANSA) - ROMA, 27 DIC - Il traghetto è partito.":  {"ROMA", "ANSA"},
		"МОСКВА, 27 декабря. /ТАСС/. Паром вышел.":         {"МОСКВА", "TASS"},
		"МОСКВА, 27 дек - РИА Новости. Паром вышел.":       {"МОСКВА", "RIA Novosti"},
		"新华社北京12月27日电 渡船离港。":                               {"北京", "Xinhua"},
		"BEIJING, Dec. 27 (Xinhua) -- The ferry left.":     {"BEIJING", "Xinhua"},
		"DUBLIN — She left.":                               {"DUBLIN", ""},
		"The ferry (a boat) — an old one — left.":          {"", ""},
		"The ferry left the northern harbour on Saturday.": {"", ""},
	} {
		got, _ := d.Dateline(paragraph)
		if got.Place != want[0] || got.Agency.Name != want[1] {
			t.Errorf("%q: place %q, agency %q", paragraph, got.Place, got.Agency.Name)
		}
	}
}
