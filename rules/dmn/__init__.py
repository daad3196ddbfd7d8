"""DMN 1.5: models, their XML and plain forms, and their evaluation."""
