"""What leaves the warehouse as files: Parquet, CSV with HXL hashtags, one workbook, and a data package that describes it."""
