// Package figure finds the pictures of an article and takes their captions
// apart: what is seen, the credit line, who made the picture, and the licence.
package figure
