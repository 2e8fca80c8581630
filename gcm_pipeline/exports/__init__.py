"""What leaves the warehouse as files: Parquet, CSV with HXL hashtags, a workbook, and a data package around them."""
