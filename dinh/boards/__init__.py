"""bảng điều hành: desk, leader's board, timeline, calendar, ranking, search: looks at everything, owns no facts."""
