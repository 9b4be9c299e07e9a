files["service/src/main/resources"].std = "min"
files["service/src/main/resources"].read_globals = { "redis", "unpack" }
files["nginx"].std = "ngx_lua"
max_line_length = 125
