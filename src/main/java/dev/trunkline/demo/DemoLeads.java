package dev.trunkline.demo;

import java.util.List;
import java.util.SplittableRandom;

/// Made-up people with numbers nobody has: 555-0100 to 555-0199 are kept for fiction in every area code of the North
/// American Numbering Plan.
final class DemoLeads {

    private static final List<String> FIRST = List.of(
            "Ada", "Bo", "Carla", "Dmitri", "Elena", "Farid", "Grace", "Hiro", "Ines", "Jonas", "Kavya", "Liam", "Maya",
            "Noor", "Oscar", "Priya", "Quinn", "Rosa", "Sven", "Tara", "Umar", "Vera", "Wes", "Ximena", "Yusuf", "Zoe");
    private static final List<String> LAST = List.of(
            "Alvarez",
            "Bergström",
            "Chen",
            "Diaz",
            "Eriksen",
            "Fowler",
            "Garcia",
            "Hughes",
            "Ibrahim",
            "Jansen",
            "Kowalski",
            "Lindqvist",
            "Moreau",
            "Nakamura",
            "Okafor",
            "Park",
            "Quist",
            "Rossi",
            "Silva",
            "Tanaka",
            "Ueda",
            "Vargas",
            "Weber",
            "Young",
            "Zhang");
    private static final List<String> COMPANY = List.of(
            "Harbor Dental",
            "Northside Auto",
            "Bluebird Bakery",
            "Cedar & Sons",
            "Summit Roofing",
            "Lakeview Clinic",
            "Prairie Print",
            "Oak Street Books",
            "Granite Legal",
            "Sunrise Yoga",
            "Delta Freight",
            "Copper Kettle",
            "Maple Realty",
            "Redwood Solar",
            "Tidewater Homes");
    private static final List<String[]> PLACES = List.of(
            place("212", "New York", "NY"),
            place("617", "Boston", "MA"),
            place("215", "Philadelphia", "PA"),
            place("404", "Atlanta", "GA"),
            place("305", "Miami", "FL"),
            place("312", "Chicago", "IL"),
            place("713", "Houston", "TX"),
            place("214", "Dallas", "TX"),
            place("504", "New Orleans", "LA"),
            place("612", "Minneapolis", "MN"),
            place("303", "Denver", "CO"),
            place("801", "Salt Lake City", "UT"),
            place("602", "Phoenix", "AZ"),
            place("213", "Los Angeles", "CA"),
            place("415", "San Francisco", "CA"),
            place("206", "Seattle", "WA"),
            place("503", "Portland", "OR"),
            place("702", "Las Vegas", "NV"),
            place("919", "Raleigh", "NC"),
            place("703", "Arlington", "VA"));

    /// The most leads there are numbers for.
    static final int MAX = 100 * 20;

    private DemoLeads() {}

    /// A CSV file as a CRM would export it; the same for the same seed.
    ///
    /// @param from the first number of the fictional range to use
    static String csv(long seed, int from, int count) {
        var random = new SplittableRandom(seed);
        var csv = new StringBuilder("First Name,Last Name,Company,Email,Phone,City,State\n");
        for (int i = from; i < from + count; i++) {
            String[] place = PLACES.get(i % PLACES.size());
            String first = FIRST.get(random.nextInt(FIRST.size()));
            String last = LAST.get(random.nextInt(LAST.size()));
            csv.append("%s,%s,%s,%s,(%s) 555-01%02d,%s,%s%n"
                    .formatted(
                            first,
                            last,
                            COMPANY.get(random.nextInt(COMPANY.size())),
                            first.toLowerCase(java.util.Locale.ROOT) + i + "@example.com",
                            place[0],
                            i / PLACES.size() % 100,
                            place[1],
                            place[2]));
        }
        return csv.toString();
    }

    private static String[] place(String area, String city, String state) {
        return new String[] {area, city, state};
    }
}
