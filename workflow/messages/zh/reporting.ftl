input-lat-lon-together = lat 和 lon 须同时给出。
input-grid-or-point = 请给出网格，或 lat 和 lon。
reason-said-same = 上报人说与 { $number } 是同一件事。
