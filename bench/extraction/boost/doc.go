// Package boost grows forests: gradient boosting of decision trees for the
// logistic loss, on histograms of binned figures, with second-order gains, as
// XGBoost and LightGBM do it. It is as much of these as the extractor's model
// needs, so that anybody with a Go compiler can grow it anew, and it grows the
// same trees of the same rows and seed.
package boost
