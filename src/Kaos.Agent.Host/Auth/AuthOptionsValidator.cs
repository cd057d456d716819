using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Auth;

internal sealed class AuthOptionsValidator : IValidateOptions<AuthOptions>
{
    public ValidateOptionsResult Validate(string? name, AuthOptions options)
    {
        List<string> wrong = [];
        if (options.Loopback is not (LoopbackTrusts.LocalAdmin or LoopbackTrusts.Off))
        {
            wrong.Add(
                $"Auth:Loopback is '{options.Loopback}'; set it to '{LoopbackTrusts.LocalAdmin}' or '{LoopbackTrusts.Off}'.");
        }

        if (options.KeysFile is { } path && !File.Exists(path))
        {
            wrong.Add(
                $"Auth:KeysFile names '{path}', which does not exist. Create it (src/Kaos.Agent.Host/README.md shows one) or remove the setting.");
        }

        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
