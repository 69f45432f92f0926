package dev.trunkline.leads;

import static dev.trunkline.leads.LeadField.ADDRESS;
import static dev.trunkline.leads.LeadField.CITY;
import static dev.trunkline.leads.LeadField.COMPANY;
import static dev.trunkline.leads.LeadField.COUNTRY;
import static dev.trunkline.leads.LeadField.EMAIL;
import static dev.trunkline.leads.LeadField.EXTERNAL_ID;
import static dev.trunkline.leads.LeadField.FIRST_NAME;
import static dev.trunkline.leads.LeadField.FULL_NAME;
import static dev.trunkline.leads.LeadField.IGNORE;
import static dev.trunkline.leads.LeadField.LAST_NAME;
import static dev.trunkline.leads.LeadField.NOTES;
import static dev.trunkline.leads.LeadField.PHONE;
import static dev.trunkline.leads.LeadField.POSTCODE;
import static dev.trunkline.leads.LeadField.STATE;
import static dev.trunkline.leads.LeadField.TIME_ZONE;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What headers of real exports mean: HubSpot, Salesforce, Google Contacts, Outlook, dialers, and hand-made tables in
/// English, German, French, Spanish, Portuguese, Italian, Dutch, Swedish and Polish.
final class HeaderWords {

    private static final Map<String, LeadField> WORDS = new HashMap<>();
    private static final Pattern NOT_A_NUMBER = Pattern.compile(
            ".*(type|typ|label|status|country|code|ext|extension|fax|pager|carrier|valid|consent|optin|optout|count|date|time|verified|owner)");
    private static final Pattern PHONE_WORD = Pattern.compile(
            ".*(phone|telephone|telefon|telefono|telefone|telephon|telefoon|mobile|mobil|cellulare|celular|cellphone|handy|rufnummer|whatsapp|movil).*");
    /// Whose address or phone it is makes no difference to us.
    private static final Pattern OWNER = Pattern.compile(
            "^(contact|lead|customer|person|mailing|billing|home|business|work|primary|main|company|account|client|prospect|recipient|owner)(?=.{3})");

    static {
        say(
                FIRST_NAME,
                "firstname fname first givenname forename vorname prenom nombre nombres primernombre nome voornaam fornamn imie");
        say(
                LAST_NAME,
                "lastname lname last surname familyname nachname familienname zuname nom nomdefamille apellido apellidos cognome sobrenome achternaam efternamn nazwisko");
        say(
                FULL_NAME,
                "name fullname contactname contact displayname leadname customername customer personname person clientname client recipient ansprechpartner kontakt nomcomplet nombrecompleto nomecompleto nominativo volledigenaam namn callername");
        say(
                COMPANY,
                "company companyname organization organisation organizationname organisationname organization1name accountname account business businessname firm firma firmenname firmname unternehmen societe entreprise raisonsociale empresa azienda ragionesociale bedrijf bedrijfsnaam foretag employer companyaccount companyorganization");
        say(
                EMAIL,
                "email emailaddress mail emails email1 emailaddress1 email1value email1address emailvalue workemail personalemail emailadresse mailadresse courriel adresseemail adressemail correo correoelectronico mailprimary indirizzoemail eposta epost emailid");
        say(
                PHONE,
                "phone tel telnr telno telnumber cell gsm portable festnetz ph phoneno contactnumber contactno msisdn dial dialnumber number numero numerodetelephone numerotelephone recapito mob nummer calledid leadphone");
        say(
                ADDRESS,
                "address address1 addressline1 street streetaddress streetaddress1 street1 address1street addressstreet strasse str anschrift adresse adresse1 rue direccion calle indirizzo via endereco rua adres straat adress gata ulica");
        say(
                CITY,
                "city town locality municipality address1city addresscity ort stadt wohnort ville localite ciudad localidad citta comune cidade stad plaats woonplaats miasto");
        say(
                STATE,
                "state province stateprovince stateregion stateterritory region address1region addressregion addressstate address1state bundesland provincia estado provincie statecode staat regione");
        say(
                POSTCODE,
                "zip zipcode postalcode postcode postal zippostalcode zippostal zippostcode zipcodepostalcode address1postalcode addresspostalcode addresszip address1zip plz postleitzahl codepostal cp codigopostal cap cep cpostal postnummer kodpocztowy");
        say(
                COUNTRY,
                "country countryregion countryname nation address1country addresscountry land pays pais paese countrycode kraj");
        say(TIME_ZONE, "timezone tz zeitzone fuseauhoraire zonahoraria fusoorario tijdzone fusohorario");
        say(
                NOTES,
                "notes note comment comments remarks remark description bemerkung bemerkungen notiz notizen kommentar remarques commentaire commentaires notas observaciones observacoes annotazioni opmerkingen anteckningar uwagi");
        say(
                EXTERNAL_ID,
                "externalid recordid contactid leadid customerid salesforceid crmid hubspotid kundennummer vendorleadcode sourceid vid personid");
        say(IGNORE, "id rowid row rownumber no nr lfdnr index");
    }

    private HeaderWords() {}

    private static void say(LeadField field, String words) {
        for (String word : words.split(" ", -1)) {
            WORDS.put(word, field);
        }
    }

    /// The meaning of a header; null when it has none we know.
    static @Nullable LeadField meaning(String header) {
        String folded = SearchWords.folded(header.strip()).replaceAll("[^\\p{L}\\p{N}]", "");
        if (folded.isEmpty()) {
            return null;
        }
        LeadField exact = WORDS.get(folded);
        if (exact != null) {
            return exact;
        }
        LeadField ofPhone = phone(folded);
        if (ofPhone != null) {
            return ofPhone;
        }
        String bare = OWNER.matcher(folded).replaceFirst("");
        if (bare.equals(folded)) {
            return null;
        }
        LeadField field = WORDS.get(bare);
        return field == FULL_NAME || field == IGNORE ? null : field;
    }

    private static @Nullable LeadField phone(String folded) {
        String plain = folded.replaceFirst("(value)$", "").replaceFirst("\\d+$", "");
        boolean says = !plain.startsWith("phonetic")
                && (PHONE_WORD.matcher(plain).matches() || plain.matches("(tel|cell|ph|mob)"));
        return says && !NOT_A_NUMBER.matcher(plain).matches() ? PHONE : null;
    }
}
