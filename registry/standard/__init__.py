"""What an agency is measured against, as versioned data, and the measuring: evidence, results, findings, points."""
