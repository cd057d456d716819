using System.Net;

namespace Kaos.Agent.Host.Broker;

/// <summary>
/// Where the broker may listen: beyond this machine with TLS only, since tokens are on that wire. Plain HTTP there has
/// to be asked for, and is said at the start.
/// </summary>
internal static partial class BrokerAddresses
{
    /// <exception cref="SettingsException">What is wrong, and what to write instead.</exception>
    public static void Check(
        IConfiguration configuration, BrokerOptions options, BrokerCertificate certificate, ILogger logger)
    {
        var urls = (configuration["urls"] ?? (configuration["http_ports"] is { Length: > 0 } ports ? $"http://*:{ports}" : ""))
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (urls.Any(static url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase)))
        {
            certificate.Require();
        }

        if (urls.FirstOrDefault(
            static url => !url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) && !IsLocal(url))
            is not { } open)
        {
            return;
        }

        if (!options.AllowHttp)
        {
            throw new SettingsException(
                $"'{open}' is plain HTTP beyond this machine, and tokens would go over it. Write --urls=https://… with "
                + "Broker:CertificateFile and Broker:KeyFile, or set Broker:AllowHttp=true where something in front does TLS.");
        }

        LogPlain(logger, open);
    }

    private static bool IsLocal(string url)
    {
        try
        {
            var host = BindingAddress.Parse(url).Host;
            return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
        }
        catch (FormatException)
        {
            throw new SettingsException($"'{url}' is no address. Write --urls=https://0.0.0.0:8443.");
        }
    }

    [LoggerMessage(3203, LogLevel.Warning,
        "The broker listens at {Address} without TLS (Broker:AllowHttp): tokens can be read on that wire")]
    private static partial void LogPlain(ILogger logger, string address);
}
