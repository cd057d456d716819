using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Broker;

/// <summary>
/// The broker's certificate as its two files hold it now: they are read for each new connection, which are few, so that
/// a renewed one needs no restart. Files that fit no longer leave the last good certificate in use, and that is said.
/// </summary>
internal sealed partial class BrokerCertificate(
    IOptions<BrokerOptions> settings, ILogger<BrokerCertificate> logger)
{
    private readonly BrokerOptions options = settings.Value;
    private readonly Lock one = new();
    private string held = "";
    private X509Certificate2? current;

    /// <summary>Null when there has never been a good one: the connection is refused.</summary>
    public X509Certificate2? Current
    {
        get
        {
            try
            {
                return Read();
            }
            catch (Exception broken) when (IsOfFiles(broken))
            {
                LogBroken(broken.Message);
                return current;
            }
        }
    }

    /// <exception cref="SettingsException">There is no certificate, or none that can be used.</exception>
    public void Require()
    {
        try
        {
            if (Read() is null)
            {
                throw new SettingsException(
                    "An https address needs a certificate. Set Broker:CertificateFile and Broker:KeyFile (PEM).");
            }
        }
        catch (Exception broken) when (IsOfFiles(broken))
        {
            throw new SettingsException(
                $"The broker's certificate ({options.CertificateFile}, {options.KeyFile}) cannot be used: {broken.Message}");
        }
    }

    private X509Certificate2? Read()
    {
        if (options is not { CertificateFile: { } certificateFile, KeyFile: { } keyFile })
        {
            return null;
        }

        lock (one)
        {
            var (certificate, key) = (File.ReadAllText(certificateFile), File.ReadAllText(keyFile));
            if (certificate + key != held)
            {
                current = X509Certificate2.CreateFromPem(certificate, key);
                held = certificate + key;
            }

            return current;
        }
    }

    private static bool IsOfFiles(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;

    [LoggerMessage(3204, LogLevel.Warning, "The broker's certificate cannot be read, the last good one is used: {Why}")]
    private partial void LogBroken(string why);
}
