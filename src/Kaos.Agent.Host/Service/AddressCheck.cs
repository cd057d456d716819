using System.Net;
using System.Net.Sockets;

namespace Kaos.Agent.Host.Service;

/// <summary>
/// Whether the service can listen where it is told to, before anything starts: an address that is taken is the
/// commonest reason why a start fails, and should not look like a crash.
/// </summary>
internal static class AddressCheck
{
    /// <param name="urls">Addresses with semicolons between them.</param>
    /// <exception cref="SettingsException">What is wrong with one of them, and what to write instead.</exception>
    public static void Check(string urls)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            BindingAddress address;
            try
            {
                address = BindingAddress.Parse(url);
            }
            catch (FormatException)
            {
                throw new SettingsException($"'{url}' is no address. Write --urls http://127.0.0.1:PORT.");
            }

            var host = address.Host is "localhost" ? IPAddress.Loopback
                : IPAddress.TryParse(address.Host, out var ip) ? ip
                : null;
            if (host is not null && address is { IsUnixPipe: false, Port: > 0 } && !IsFree(host, address.Port))
            {
                throw new SettingsException($"Something else listens at {url} already. Stop it, or choose another "
                    + "address with --urls http://127.0.0.1:PORT.");
            }
        }
    }

    private static bool IsFree(IPAddress host, int port)
    {
        try
        {
            using var listener = new TcpListener(host, port);
            listener.Start();
            return true;
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
        catch (SocketException)
        {
            // Not for this check to tell: the server says it with more detail.
            return true;
        }
    }
}
