package records

// Differences gives the comparison to the tests.
var Differences = differences
