"""Documents on paper and as workbooks: what they say as sections (`sections`), drawn as PDF (`paper`) and XLSX
(`workbook`). Pure: the same sections give the same content."""
