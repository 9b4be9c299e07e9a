package io.percore;

import io.percore.catalogue.Catalogue;
import io.percore.document.StoreAddress;
import java.util.List;
import java.util.Map;

/** Everything that an operator wrote: the settings and the catalogue that they name. */
public record Configuration(Settings settings, Catalogue catalogue) {
    /**
     * Reads all of it and touches nothing else.
     *
     * @throws InvalidConfiguration with every problem there is, in either of them
     */
    public static Configuration load(List<String> arguments, Map<String, String> environment) {
        var reader = new SettingsReader(SettingsSources.read(arguments, environment));
        var settings = Settings.read(reader);
        reader.check(() -> StoreAddress.check(settings.mongodb().uri()));
        var catalogue = reader.read(() -> Catalogue.read(settings.catalogue().path()));
        reader.refuseProblems();
        return new Configuration(settings, catalogue.orElseThrow());
    }
}
