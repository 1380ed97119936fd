package document

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	ext "github.com/mmcdole/gofeed/extensions"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// maxPlaces bounds the places of an entry.
const maxPlaces = 10

// places are where an entry is about: the points of GeoRSS, simple or with GML
// (OGC 17-002r1), and of W3C Basic Geo. Of a line, a box or another shape it is
// the middle of the box around it.
func places(extensions ext.Extensions) []schema.Place {
	var list []schema.Place
	add := func(coordinates string) {
		if p, ok := middle(coordinates); ok && len(list) < maxPlaces {
			list = append(list, p)
		}
	}
	simple := extensions["georss"]
	for _, shape := range []string{"point", "line", "polygon", "box"} {
		for _, e := range simple[shape] {
			add(e.Value)
		}
	}
	for _, scope := range append(simple["where"], extensions["gml"]["where"]...) {
		for _, name := range slices.Sorted(maps.Keys(scope.Children)) {
			for _, e := range scope.Children[name] {
				add(positions(e, 0))
			}
		}
	}
	basic := extensions["geo"]
	add(extension(extensions, "geo", "lat") + " " + extension(extensions, "geo", "long"))
	for _, point := range basic["Point"] {
		for i := range min(len(point.Children["lat"]), len(point.Children["long"])) {
			add(point.Children["lat"][i].Value + " " + point.Children["long"][i].Value)
		}
	}
	if name := firstOf(extension(extensions, "georss", "featurename"), extension(extensions, "georss", "featureName")); len(list) == 1 {
		list[0].Name = line(name)
	}
	return list
}

// positions are the coordinates within a shape of GML: a Point, a LineString, a
// Polygon, whose outline lies deeper, or an Envelope, which has two corners.
func positions(e ext.Extension, depth int) string {
	for _, name := range []string{"pos", "posList", "coordinates"} {
		if list := e.Children[name]; len(list) > 0 {
			return list[0].Value
		}
	}
	low, high := e.Children["lowerCorner"], e.Children["upperCorner"]
	if len(low) > 0 && len(high) > 0 {
		return low[0].Value + " " + high[0].Value
	}
	for _, name := range []string{"exterior", "LinearRing"} {
		if list := e.Children[name]; len(list) > 0 && depth < 4 {
			return positions(list[0], depth+1)
		}
	}
	return ""
}

// middle is the middle of the box around points, each a latitude and a longitude.
func middle(coordinates string) (schema.Place, bool) {
	fields := strings.FieldsFunc(clip(coordinates, maxLine), func(r rune) bool { return r == ',' || r <= ' ' })
	if len(fields) < 2 || len(fields)%2 != 0 {
		return schema.Place{}, false
	}
	south, north, west, east := 90.0, -90.0, 180.0, -180.0
	for i := 0; i < len(fields); i += 2 {
		lat, err := strconv.ParseFloat(fields[i], 64)
		if err != nil || !(math.Abs(lat) <= 90) {
			return schema.Place{}, false
		}
		long, err := strconv.ParseFloat(fields[i+1], 64)
		if err != nil || !(math.Abs(long) <= 180) {
			return schema.Place{}, false
		}
		south, north, west, east = min(south, lat), max(north, lat), min(west, long), max(east, long)
	}
	if south == 0 && north == 0 && west == 0 && east == 0 {
		return schema.Place{}, false // the zero of somebody's database
	}
	return schema.Place{Latitude: halfway(south, north), Longitude: halfway(west, east)}, true
}

// halfway is exact for a point.
func halfway(a, b float64) float64 {
	if a == b {
		return a
	}
	return (a + b) / 2
}
