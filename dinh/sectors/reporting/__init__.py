"""chế độ báo cáo: what each office owes to report, by when, and the reports sent up."""
