// Package forest judges rows of figures by decision trees whose answers are
// added up (gradient boosting with the logistic loss). It knows neither what the
// figures mean nor how trees are grown: that is bench/extraction's business,
// which writes the grown ones as Go, in model.go.
package forest
