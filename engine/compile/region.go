package compile

// regionOf is the country of a time zone, for those zones where it is beyond doubt and Tamga is at home; else "US".
func regionOf(zone string) string {
	if r, ok := regions[zone]; ok {
		return r
	}
	return "US"
}

var regions = map[string]string{
	"Asia/Bishkek": "KG", "Asia/Almaty": "KZ", "Asia/Qyzylorda": "KZ", "Asia/Aqtobe": "KZ", "Asia/Tashkent": "UZ", "Asia/Samarkand": "UZ",
	"Asia/Dushanbe": "TJ", "Asia/Ashgabat": "TM", "Asia/Ulaanbaatar": "MN", "Asia/Hovd": "MN", "Asia/Bangkok": "TH",
	"Europe/Istanbul": "TR", "Asia/Istanbul": "TR", "Europe/Moscow": "RU", "Europe/Kaliningrad": "RU", "Europe/Samara": "RU",
	"Asia/Yekaterinburg": "RU", "Asia/Omsk": "RU", "Asia/Novosibirsk": "RU", "Asia/Krasnoyarsk": "RU", "Asia/Irkutsk": "RU",
	"Asia/Yakutsk": "RU", "Asia/Vladivostok": "RU", "Europe/Minsk": "BY", "Europe/Kyiv": "UA", "Europe/Kiev": "UA", "Asia/Tbilisi": "GE",
	"Asia/Yerevan": "AM", "Asia/Baku": "AZ", "Europe/London": "GB", "Europe/Dublin": "IE", "Europe/Berlin": "DE", "Europe/Paris": "FR",
	"Europe/Madrid": "ES", "Europe/Rome": "IT", "Europe/Warsaw": "PL", "Europe/Prague": "CZ", "Europe/Vienna": "AT", "Europe/Zurich": "CH",
	"Europe/Amsterdam": "NL", "Europe/Brussels": "BE", "Europe/Lisbon": "PT", "Europe/Athens": "GR", "Europe/Budapest": "HU",
	"Europe/Bucharest": "RO", "Europe/Sofia": "BG", "Europe/Stockholm": "SE", "Europe/Oslo": "NO", "Europe/Copenhagen": "DK",
	"Europe/Helsinki": "FI", "Europe/Riga": "LV", "Europe/Vilnius": "LT", "Europe/Tallinn": "EE", "Europe/Belgrade": "RS",
	"Asia/Dubai": "AE", "Asia/Riyadh": "SA", "Asia/Jerusalem": "IL", "Asia/Tehran": "IR", "Asia/Kabul": "AF", "Asia/Karachi": "PK",
	"Asia/Kolkata": "IN", "Asia/Calcutta": "IN", "Asia/Dhaka": "BD", "Asia/Shanghai": "CN", "Asia/Hong_Kong": "HK", "Asia/Taipei": "TW",
	"Asia/Tokyo": "JP", "Asia/Seoul": "KR", "Asia/Singapore": "SG", "Asia/Kuala_Lumpur": "MY", "Asia/Jakarta": "ID", "Asia/Manila": "PH",
	"Asia/Ho_Chi_Minh": "VN", "Australia/Sydney": "AU", "Australia/Melbourne": "AU", "Pacific/Auckland": "NZ", "America/Toronto": "CA",
	"America/Vancouver": "CA", "America/Mexico_City": "MX", "America/Sao_Paulo": "BR", "America/Argentina/Buenos_Aires": "AR",
	"America/Santiago": "CL", "America/Bogota": "CO", "America/Lima": "PE", "Africa/Cairo": "EG", "Africa/Johannesburg": "ZA",
	"Africa/Lagos": "NG", "Africa/Nairobi": "KE", "Africa/Casablanca": "MA",
}
