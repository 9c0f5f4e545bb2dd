"""kiểm tra: inspections on line: who, whom, check-list, findings, recommendations, closing."""
