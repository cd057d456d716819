namespace Kaos.Agent.Host.Service;

/// <summary>
/// Settings on the command line, checked before anything starts: a misspelt one would silently do nothing. Pure.
/// </summary>
internal static class CommandLineSettings
{
    // Ours, then what ASP.NET Core itself reads.
    private static readonly string[] Sections =
    [
        "Cluster", "Practice", "Kubernetes", "Data", "Auth", "Prometheus", "Alertmanager", "Policy", "Workflows", "A2A",
        "Rest", "Storage", "Driver", "Grants", "Broker", "GitOps", "Notify", "Decisions", "urls", "http_ports",
        "https_ports", "Kestrel", "Logging", "environment", "contentRoot", "applicationName", "AllowedHosts",
    ];

    /// <exception cref="SettingsException">The first word that is no setting.</exception>
    public static void Check(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i++)
        {
            var (name, hasValue) = args[i].Split('=', 2) is [var key, _] ? (key, true) : (args[i], false);
            var section = name.TrimStart('-', '/').Split(':')[0];
            if (name.Length == section.Length || !IsKnown(section))
            {
                throw new SettingsException($"'{args[i]}' is no setting.{Hint(section)} Settings are written "
                    + "--Section:Name=value; docs/operations.md lists them.");
            }

            if (!hasValue && (i + 1 == args.Count || args[i + 1].StartsWith("--", StringComparison.Ordinal)))
            {
                throw new SettingsException($"The setting '{args[i]}' has no value. Write {args[i]}=value.");
            }

            i += hasValue ? 0 : 1;
        }
    }

    private static bool IsKnown(string section) =>
        Sections.Contains(section, StringComparer.OrdinalIgnoreCase)
        || section.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase);

    private static string Hint(string section) =>
        Sections.FirstOrDefault(known => section.Length > 2
            && (known.StartsWith(section, StringComparison.OrdinalIgnoreCase)
            || section.StartsWith(known, StringComparison.OrdinalIgnoreCase))) is { } near
            ? $" Did you mean {near}?"
            : "";
}
