using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Grants;

/// <summary>Tokens go to brokers over TLS, or on this machine, or where somebody has said that they need not.</summary>
internal sealed class GrantsOptionsValidator : IValidateOptions<GrantsOptions>
{
    public ValidateOptionsResult Validate(string? name, GrantsOptions options)
    {
        List<string> wrong = [];
        if (!options.AllowHttp && options.Plain.FirstOrDefault() is { } open)
        {
            wrong.Add(
                $"The broker's address {open} is plain HTTP beyond this machine, and tokens would go over it. Write https://… "
                + "with Grants:CaFile, or set Grants:AllowHttp=true where something in between does TLS.");
        }

        if (options.Addresses.Any(static address => address.Scheme == Uri.UriSchemeHttps) &&
            CaTrouble(options.CaFile) is { } why)
        {
            wrong.Add($"{why} Name the authorities of the broker's certificate, a PEM file, in Grants:CaFile.");
        }

        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static string? CaTrouble(string? file)
    {
        try
        {
            return file is null ? "A broker with an https address is trusted by Grants:CaFile only."
                : BrokerWire.Authorities(file).Count == 0 ? $"Grants:CaFile '{file}' holds no certificate."
                : null;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return $"Grants:CaFile '{file}' cannot be read: {broken.Message}";
        }
    }
}
