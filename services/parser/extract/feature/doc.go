// Package feature measures blocks: what a block's text looks like, where it
// stands, what stands around it, and how it compares with what the page and the
// feed say of the article. The figures are for a forest to judge by; they judge
// nothing themselves, and name no site.
//
// All of a page's figures are made in a few passes over its layout, without
// looking at the tree again.
package feature
